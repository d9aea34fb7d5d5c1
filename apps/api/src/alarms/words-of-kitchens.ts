import type { AlarmLanguage } from '@bakeloop/contracts';
import type { Words } from './words.js';

/** What alarms say in the languages of kitchens; of safety as the operator's phone says it. */
export const WORDS_OF_KITCHENS: Record<Exclude<AlarmLanguage, 'en' | 'nl'>, Words> = {
  fr: {
    titles: {
      pvc: 'PVC trouvé',
      'zero-flow': 'La température monte sans débit',
      threshold: 'Hors limites',
      silence: 'Silence',
      closure: 'La masse ne tombe pas juste',
      'scale-drift': 'Une balance dérive peut-être',
      calibration: 'Étalonnage en retard',
      'filter-hours': 'Filtre à changer',
      'ps-hours': 'Beaucoup d’heures de polystyrène',
      'dead-letters': 'Des messages refusés attendent',
      canary: 'La ligne ne fonctionne pas',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} contient du PVC. Tenez-le loin de toute machine : chauffé, il dégage du chlorure d’hydrogène.`
          : 'La cuisine signale du PVC. Tenez-le loin de toute machine : chauffé, il dégage du chlorure d’hydrogène.',
      'zero-flow': ({ of, data }) =>
        `${of} est à ${data('value')} et monte d’au moins ${data('rise')} par minute alors que la vis est arrêtée : la filière est peut-être bouchée. Coupez le chauffage et éloignez-vous de la buse.`,
      threshold: ({ of, data, has }) =>
        `${of} était à ${data('value')}, ${has('above') ? `au plus ${data('above')}` : `au moins ${data('below')}`}${has('batchId') ? ` selon la recette du lot ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `Rien n’est venu de ${of} depuis plus de ${data('minutes')} minutes.`,
      closure: ({ data }) =>
        `Le lot ${data('batchId')} s’écarte de ${data('closure')} de son entrée ; jusqu’à ${data('beyond')} est habituel.`,
      'scale-drift': () =>
        'Les lots perdent ou gagnent toujours de la masse : vérifiez les balances avec une masse connue.',
      calibration: ({ of, data }) =>
        `${of} a été vérifié pour la dernière fois le ${data('lastMs')}, il y a plus de ${data('days')} jours.`,
      'filter-hours': ({ data }) =>
        `Les machines ont tourné ${data('hours')} heures depuis le dernier entretien du filtre ; ${data('limit')} sont permises.`,
      'ps-hours': ({ data }) =>
        `Le polystyrène a tourné ${data('hours')} heures en sept jours ; ${data('limit')} sont permises, pour l’air.`,
      'dead-letters': ({ data }) => `${data('count')} messages ont été refusés et attendent quelqu’un.`,
      canary: () =>
        'Aucun message d’essai n’arrive : le broker ou l’ingestion ne fonctionne pas, et aucune cuisine ne passe.',
    },
    severities: { critical: 'Critique', warning: 'Avertissement', notice: 'Avis' },
    platform: 'Bakeloop',
    kitchen: 'la cuisine',
    over: 'Terminé',
    test: { title: 'Un essai', text: 'Les alarmes de Bakeloop vous parviennent ici.' },
  },
  es: {
    titles: {
      pvc: 'PVC encontrado',
      'zero-flow': 'La temperatura sube sin flujo',
      threshold: 'Fuera de límites',
      silence: 'Silencio',
      closure: 'La masa no cuadra',
      'scale-drift': 'Puede que una báscula derive',
      calibration: 'Calibración vencida',
      'filter-hours': 'Toca el filtro',
      'ps-hours': 'Muchas horas de poliestireno',
      'dead-letters': 'Hay mensajes rechazados en espera',
      canary: 'La línea no funciona',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} contiene PVC. Manténgalo lejos de toda máquina: caliente, desprende cloruro de hidrógeno.`
          : 'La cocina avisa de PVC. Manténgalo lejos de toda máquina: caliente, desprende cloruro de hidrógeno.',
      'zero-flow': ({ of, data }) =>
        `${of} está a ${data('value')} y sube ${data('rise')} por minuto o más con el husillo parado: la boquilla puede estar obstruida. Apague la calefacción y aléjese de la boquilla.`,
      threshold: ({ of, data, has }) =>
        `${of} estaba en ${data('value')}, ${has('above') ? `se permite hasta ${data('above')}` : `se permite desde ${data('below')}`}${has('batchId') ? ` según la receta del lote ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `No ha llegado nada de ${of} en más de ${data('minutes')} minutos.`,
      closure: ({ data }) =>
        `El lote ${data('batchId')} se aparta un ${data('closure')} de su entrada; hasta ${data('beyond')} es habitual.`,
      'scale-drift': () =>
        'Los lotes pierden o ganan masa una y otra vez: compruebe las básculas con una masa conocida.',
      calibration: ({ of, data }) =>
        `${of} se comprobó por última vez el ${data('lastMs')}, hace más de ${data('days')} días.`,
      'filter-hours': ({ data }) =>
        `Las máquinas han funcionado ${data('hours')} horas desde la última revisión del filtro; se permiten ${data('limit')}.`,
      'ps-hours': ({ data }) =>
        `El poliestireno ha funcionado ${data('hours')} horas en siete días; se permiten ${data('limit')}, por el aire.`,
      'dead-letters': ({ data }) => `Se rechazaron ${data('count')} mensajes y esperan a alguien.`,
      canary: () =>
        'No llega ningún mensaje de prueba: el broker o la ingesta no funciona, y ninguna cocina pasa.',
    },
    severities: { critical: 'Crítico', warning: 'Advertencia', notice: 'Aviso' },
    platform: 'Bakeloop',
    kitchen: 'la cocina',
    over: 'Terminado',
    test: { title: 'Una prueba', text: 'Las alarmas de Bakeloop le llegan aquí.' },
  },
  'pt-BR': {
    titles: {
      pvc: 'PVC encontrado',
      'zero-flow': 'A temperatura sobe sem fluxo',
      threshold: 'Fora dos limites',
      silence: 'Silêncio',
      closure: 'A massa não fecha',
      'scale-drift': 'Uma balança pode estar derivando',
      calibration: 'Calibração vencida',
      'filter-hours': 'Filtro por trocar',
      'ps-hours': 'Muitas horas de poliestireno',
      'dead-letters': 'Mensagens recusadas esperam',
      canary: 'A linha não funciona',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} contém PVC. Mantenha longe de toda máquina: aquecido, solta cloreto de hidrogênio.`
          : 'A cozinha avisa que há PVC. Mantenha longe de toda máquina: aquecido, solta cloreto de hidrogênio.',
      'zero-flow': ({ of, data }) =>
        `${of} está em ${data('value')} e sobe ${data('rise')} por minuto ou mais com a rosca parada: a matriz pode estar entupida. Desligue o aquecimento e fique longe do bico.`,
      threshold: ({ of, data, has }) =>
        `${of} estava em ${data('value')}, ${has('above') ? `permitido até ${data('above')}` : `permitido a partir de ${data('below')}`}${has('batchId') ? ` pela receita do lote ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `Nada veio de ${of} há mais de ${data('minutes')} minutos.`,
      closure: ({ data }) =>
        `O lote ${data('batchId')} está ${data('closure')} fora da sua entrada; até ${data('beyond')} é comum.`,
      'scale-drift': () =>
        'Os lotes perdem ou ganham massa sempre: confira as balanças com uma massa conhecida.',
      calibration: ({ of, data }) =>
        `${of} foi conferido pela última vez em ${data('lastMs')}, há mais de ${data('days')} dias.`,
      'filter-hours': ({ data }) =>
        `As máquinas rodaram ${data('hours')} horas desde o último cuidado com o filtro; ${data('limit')} são permitidas.`,
      'ps-hours': ({ data }) =>
        `O poliestireno rodou ${data('hours')} horas em sete dias; ${data('limit')} são permitidas, por causa do ar.`,
      'dead-letters': ({ data }) => `${data('count')} mensagens foram recusadas e esperam alguém.`,
      canary: () =>
        'Nenhuma mensagem de teste chega: o broker ou a ingestão não funciona, e nenhuma cozinha passa.',
    },
    severities: { critical: 'Crítico', warning: 'Alerta', notice: 'Aviso' },
    platform: 'Bakeloop',
    kitchen: 'a cozinha',
    over: 'Terminou',
    test: { title: 'Um teste', text: 'Os alarmes do Bakeloop chegam a você aqui.' },
  },
  id: {
    titles: {
      pvc: 'PVC ditemukan',
      'zero-flow': 'Suhu naik tanpa aliran',
      threshold: 'Di luar batas',
      silence: 'Tidak ada kabar',
      closure: 'Massa tidak cocok',
      'scale-drift': 'Timbangan mungkin bergeser',
      calibration: 'Kalibrasi terlambat',
      'filter-hours': 'Filter perlu diurus',
      'ps-hours': 'Banyak jam polistirena',
      'dead-letters': 'Pesan yang ditolak menunggu',
      canary: 'Jalur data tidak berfungsi',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} berisi PVC. Jauhkan dari semua mesin: bila dipanaskan, keluar gas hidrogen klorida.`
          : 'Dapur melaporkan PVC. Jauhkan dari semua mesin: bila dipanaskan, keluar gas hidrogen klorida.',
      'zero-flow': ({ of, data }) =>
        `${of} berada pada ${data('value')} dan naik ${data('rise')} per menit atau lebih saat sekrup berhenti: cetakan mungkin tersumbat. Matikan pemanas dan jauhi nosel.`,
      threshold: ({ of, data, has }) =>
        `${of} berada pada ${data('value')}, ${has('above') ? `paling tinggi ${data('above')}` : `paling rendah ${data('below')}`}${has('batchId') ? ` menurut resep batch ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `Tidak ada yang datang dari ${of} lebih dari ${data('minutes')} menit.`,
      closure: ({ data }) =>
        `Batch ${data('batchId')} meleset ${data('closure')} dari masukannya; biasanya sampai ${data('beyond')}.`,
      'scale-drift': () =>
        'Batch terus kehilangan atau bertambah massa: periksa timbangan dengan massa yang diketahui.',
      calibration: ({ of, data }) =>
        `${of} terakhir diperiksa pada ${data('lastMs')}, lebih dari ${data('days')} hari yang lalu.`,
      'filter-hours': ({ data }) =>
        `Mesin berjalan ${data('hours')} jam sejak filter terakhir diurus; yang diizinkan ${data('limit')}.`,
      'ps-hours': ({ data }) =>
        `Polistirena berjalan ${data('hours')} jam dalam tujuh hari; yang diizinkan ${data('limit')}, demi udara.`,
      'dead-letters': ({ data }) => `${data('count')} pesan ditolak dan menunggu seseorang.`,
      canary: () =>
        'Tidak ada pesan uji yang tiba: broker atau penerima data tidak berfungsi, dan tidak ada dapur yang tembus.',
    },
    severities: { critical: 'Kritis', warning: 'Peringatan', notice: 'Pemberitahuan' },
    platform: 'Bakeloop',
    kitchen: 'dapur',
    over: 'Selesai',
    test: { title: 'Sebuah uji', text: 'Alarm Bakeloop sampai kepada Anda di sini.' },
  },
  sw: {
    titles: {
      pvc: 'PVC imepatikana',
      'zero-flow': 'Joto linapanda bila mtiririko',
      threshold: 'Nje ya mipaka',
      silence: 'Kimya',
      closure: 'Uzito haulingani',
      'scale-drift': 'Huenda mizani inapotoka',
      calibration: 'Ukaguzi wa mizani umechelewa',
      'filter-hours': 'Kichujio kishughulikiwe',
      'ps-hours': 'Saa nyingi za polistirini',
      'dead-letters': 'Ujumbe uliokataliwa unasubiri',
      canary: 'Njia ya data haifanyi kazi',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} ina PVC. Iweke mbali na kila mashine: ikipashwa joto hutoa gesi ya hidrojeni kloridi.`
          : 'Jiko linaripoti PVC. Iweke mbali na kila mashine: ikipashwa joto hutoa gesi ya hidrojeni kloridi.',
      'zero-flow': ({ of, data }) =>
        `${of} iko ${data('value')} na inapanda ${data('rise')} kwa dakika au zaidi huku skrubu imesimama: huenda mdomo umeziba. Zima joto na kaa mbali na mdomo wake.`,
      threshold: ({ of, data, has }) =>
        `${of} ilikuwa ${data('value')}, inaruhusiwa ${has('above') ? `hadi ${data('above')}` : `kuanzia ${data('below')}`}${has('batchId') ? ` kwa mapishi ya bechi ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `Hakuna kilichokuja kutoka ${of} kwa zaidi ya dakika ${data('minutes')}.`,
      closure: ({ data }) =>
        `Bechi ${data('batchId')} imepotoka ${data('closure')} ya kilichoingizwa; hadi ${data('beyond')} ni kawaida.`,
      'scale-drift': () =>
        'Bechi zinapoteza au kuongeza uzito kila mara: kagua mizani kwa uzito unaojulikana.',
      calibration: ({ of, data }) =>
        `${of} ilikaguliwa mwisho tarehe ${data('lastMs')}, zaidi ya siku ${data('days')} zilizopita.`,
      'filter-hours': ({ data }) =>
        `Mashine zimefanya kazi saa ${data('hours')} tangu kichujio kishughulikiwe; zinaruhusiwa ${data('limit')}.`,
      'ps-hours': ({ data }) =>
        `Polistirini imechakatwa saa ${data('hours')} katika siku saba; zinaruhusiwa ${data('limit')}, kwa ajili ya hewa.`,
      'dead-letters': ({ data }) => `Ujumbe ${data('count')} umekataliwa na unamsubiri mtu.`,
      canary: () =>
        'Hakuna ujumbe wa majaribio unaofika: broka au kipokezi hakifanyi kazi, na hakuna jiko linalopita.',
    },
    severities: { critical: 'Hatari', warning: 'Onyo', notice: 'Taarifa' },
    platform: 'Bakeloop',
    kitchen: 'jiko',
    over: 'Imekwisha',
    test: { title: 'Jaribio', text: 'Tahadhari za Bakeloop zinakufikia hapa.' },
  },
  ar: {
    titles: {
      pvc: 'عُثر على PVC',
      'zero-flow': 'الحرارة ترتفع دون تدفق',
      threshold: 'خارج الحدود',
      silence: 'لا شيء يصل',
      closure: 'الكتلة لا تتطابق',
      'scale-drift': 'قد يكون أحد الموازين منحرفًا',
      calibration: 'المعايرة متأخرة',
      'filter-hours': 'حان وقت المرشح',
      'ps-hours': 'ساعات كثيرة من البوليسترين',
      'dead-letters': 'رسائل مرفوضة تنتظر',
      canary: 'خط البيانات لا يعمل',
    },
    texts: {
      pvc: ({ of, has }) =>
        has('lotId')
          ? `${of} يحتوي على PVC. أبعده عن كل آلة: إذا سُخّن أطلق كلوريد الهيدروجين.`
          : 'المطبخ يبلغ عن PVC. أبعده عن كل آلة: إذا سُخّن أطلق كلوريد الهيدروجين.',
      'zero-flow': ({ of, data }) =>
        `${of} عند ${data('value')} ويرتفع ${data('rise')} في الدقيقة أو أكثر والبرغي واقف: قد يكون القالب مسدودًا. أطفئ التسخين وابتعد عن الفوهة.`,
      threshold: ({ of, data, has }) =>
        `${of} كان ${data('value')}، والمسموح ${has('above') ? `حتى ${data('above')}` : `من ${data('below')}`}${has('batchId') ? ` حسب وصفة الدفعة ${data('batchId')}` : ''}.`,
      silence: ({ of, data }) => `لم يصل شيء من ${of} منذ أكثر من ${data('minutes')} دقيقة.`,
      closure: ({ data }) =>
        `الدفعة ${data('batchId')} تختلف بمقدار ${data('closure')} عن مدخلها؛ والمعتاد حتى ${data('beyond')}.`,
      'scale-drift': () => 'الدفعات تفقد أو تكسب كتلة دائمًا: افحص الموازين بكتلة معروفة.',
      calibration: ({ of, data }) =>
        `${of} فُحص آخر مرة في ${data('lastMs')}، قبل أكثر من ${data('days')} يومًا.`,
      'filter-hours': ({ data }) =>
        `عملت الآلات ${data('hours')} ساعة منذ آخر عناية بالمرشح؛ والمسموح ${data('limit')}.`,
      'ps-hours': ({ data }) =>
        `شُغّل البوليسترين ${data('hours')} ساعة في سبعة أيام؛ والمسموح ${data('limit')} حفاظًا على الهواء.`,
      'dead-letters': ({ data }) => `رُفضت ${data('count')} رسالة وهي تنتظر أحدًا.`,
      canary: () => 'لا تصل أي رسالة اختبار: الوسيط أو الاستقبال لا يعمل، ولا يمر أي مطبخ.',
    },
    severities: { critical: 'حرج', warning: 'تحذير', notice: 'إشعار' },
    platform: 'Bakeloop',
    kitchen: 'المطبخ',
    over: 'انتهى',
    test: { title: 'اختبار', text: 'تصلك تنبيهات Bakeloop هنا.' },
  },
};
