/** What a metric says of itself, in another language than the English of `libs/domain`. */
export interface MetricWords {
  /** Of the metric that this is the translation of: another version has to be read again. */
  version: number;
  name: string;
  definition: string;
  /** One for each of the metric's own, in their order. */
  sources: readonly string[];
  pitfalls: readonly string[];
  example: string;
}

const OEE = 'Overall equipment effectiveness, zoals de productietechniek die kent';
const ISO_14021 = 'ISO 14021 (gerecycled aandeel; tekst uit algemene kennis, niet nagegaan)';
const TRACE = 'EN 15343 (herleidbaarheid), RecyClass (wat meetelt)';
const UNPROVEN_FLAKE =
  'Vlokken die naar geen levering terug te leiden zijn, zitten in de waarde en niet in het voorzichtige getal.';
const OTHER_MACHINES =
  'Energie van de voorbereiding op andere machines zit niet in T: het saldo is daardoor te gunstig.';
const PLACE_AND_DAY =
  'Een partij krijgt de factoren van de plaats en de dag waarop zij klaar was, ook voor wat eerder is gewassen en vervoerd, elders of op een ouder net.';
const AFTER_BATCH = 'Gewogen na de partij';
const iso = (what: string): string => `ISO 59020:2024, ${what} (lijst uit algemene kennis, niet nagegaan)`;

export const METRICS_NL: Readonly<Record<string, MetricWords>> = {
  'intake-gross': {
    version: 2,
    name: 'Geleverd, bruto',
    definition: 'Alle leveringen zoals ze op de weegschaal stonden, met hun verpakking.',
    sources: ['Gewogen bij de poort'],
    pitfalls: [
      'Verpakking, water en alles wat de sortering weigert zit erin: het is geen maat voor plastic.',
    ],
    example: 'MB-1: één levering van 500 kg bruto',
  },
  'intake-net': {
    version: 2,
    name: 'Geleverd, netto',
    definition: 'Alle leveringen zonder hun verpakking, nat zoals ze kwamen. Naar wie ze bracht.',
    sources: ['Gewogen bij de poort: bruto min tarra'],
    pitfalls: [
      'Het is nat: bekend is dat materiaal wordt bevochtigd om het zwaarder te maken (Karanja, Ikiara en Davies).',
      'Het is nog niet omgeleid: een deel wordt geweigerd, gaat verloren of ligt nog op voorraad.',
    ],
    example: 'MB-1: 500 kg bruto, 20 kg tarra',
  },
  'intake-dry': {
    version: 2,
    name: 'Geleverd, droog',
    definition: 'Leveringen waarvan het vocht bekend is, zonder hun water: netto * (1 - vocht).',
    sources: ['Gewogen bij de poort, vocht zoals daar gemeten'],
    pitfalls: [
      'Een levering waarvan niemand het vocht mat, zit er niet in: zie de dekking.',
      'De marge is die van de weegschalen alleen, als bij de natte massa; die van de vochtmeter zit er niet in.',
    ],
    example: 'MB-1: 480 kg netto met 5 % vocht',
  },
  accepted: {
    version: 1,
    name: 'Behouden bij het sorteren',
    definition: 'Wat de sortering behield.',
    sources: ['Gewogen na het sorteren'],
    pitfalls: [
      'Leveringen kunnen dagen na hun komst worden gesorteerd: in een korte periode is dit niet de rest van wat binnenkwam.',
    ],
    example: 'MB-1: 456 kg droog, waarvan 36 kg wordt geweigerd',
  },
  rejected: {
    version: 1,
    name: 'Geweigerd bij het sorteren',
    definition:
      'Wat de sortering weigerde, zonder water, naar reden: pvc, thermoharders, meerlaags, gevaarlijk, geen plastic.',
    sources: ['Gewogen bij het sorteren'],
    pitfalls: [
      'Minder is op zichzelf niet beter: een keuken die pvc doorlaat, weigert minder en vergiftigt haar lucht.',
    ],
    example: 'MB-1: 36 kg wordt geweigerd',
  },
  flake: {
    version: 1,
    name: 'Gemaakte vlokken',
    definition: 'Plastic dat tot vlokken is vermalen, min wat wassen en drogen eraf nam.',
    sources: ['Gewogen na de voorbereiding'],
    pitfalls: [
      'Vlokken zijn voorraad, geen product: pas in goed product zijn ze omgeleid.',
      'Waar geen vermalen is vastgelegd, blijken alleen de verliezen van het wassen en is het getal negatief: leg de stap vast die vlokken maakt.',
    ],
    example: 'MB-1: 420 kg behouden, 12,6 kg verloren bij het wassen',
  },
  feed: {
    version: 1,
    name: 'In partijen gevoerd',
    definition:
      'Al wat partijen innamen, naar materiaal: vlokken, maalgoed, zand, vezel, kleurconcentraat, toevoegingen.',
    sources: ['Gewogen bij het invoeren in de machine'],
    pitfalls: ['Eigen uitval die opnieuw wordt gevoerd, zit er elke ronde opnieuw in.'],
    example: 'MB-1: 407,4 kg vlokken en 4,2 kg kleurconcentraat',
  },
  'good-product': {
    version: 2,
    name: 'Goed product',
    definition: 'Product en granulaat dat door de keuring kwam, naar product. Daarvoor is een keuken er.',
    sources: ['Gewogen na de mal, min wat de keuring weigerde'],
    pitfalls: [
      'Er zit zand, kleurstof en eigen uitval in: wat ervan gerecycled plastic is, is de omgeleide massa.',
      'Granulaat dat in een latere partij wordt gevoerd zit er twee keer in, als granulaat en als product.',
    ],
    example: 'MB-1: 79 balken',
  },
  regrind: {
    version: 1,
    name: 'Maalgoed',
    definition: 'Eigen uitval die partijen uitgaven om opnieuw te worden gevoerd.',
    sources: [AFTER_BATCH],
    pitfalls: [
      'Het telde al als gerecyclede invoer toen het binnenkwam: opnieuw gevoerd telt het nooit een tweede keer.',
    ],
    example: 'MB-1: 8,6 kg afgekeurd en vermalen',
  },
  purge: {
    version: 1,
    name: 'Uitgespoeld',
    definition: 'Wat eruit liep toen van materiaal werd gewisseld.',
    sources: [AFTER_BATCH],
    pitfalls: [
      'Een machine die van materiaal wisselt, spoelt een minuut of twee: helemaal niets betekent meestal dat het niet is gewogen.',
    ],
    example: 'MB-1: 6 kg uitgelopen',
  },
  residue: {
    version: 1,
    name: 'Restafval',
    definition: 'Wat partijen naar de afvalverwerking stuurden.',
    sources: [AFTER_BATCH],
    pitfalls: ['Verliezen van sorteren en wassen zitten er niet in: die horen nog bij geen partij.'],
    example: '1,5 kg verbrand materiaal weggegooid',
  },
  dispatched: {
    version: 1,
    name: 'Uitgezonden',
    definition:
      'Wat de keuken als product verliet, naar het project waar het heen ging. Wat terugkwam is er niet afgetrokken.',
    sources: ['Gewogen bij de poort, of de massa op het etiket'],
    pitfalls: [
      'Het kan weken op voorraad liggen: wat in een periode is uitgezonden, is meest daarvoor gemaakt.',
    ],
    example: '400 kg balken voor een schoolmuur en 120 kg voor een hek',
  },
  unaccounted: {
    version: 1,
    name: 'Niet verklaarde massa',
    definition:
      'Wat afgeronde partijen innamen en niet uitgaven: invoer min goed product, maalgoed, spoelsel, restafval en afkeur. Negatief als er meer uitkwam dan inging.',
    sources: ['Behoud van massa'],
    pitfalls: [
      'Over veel partijen vallen verlies en winst tegen elkaar weg: één partij die 10 kg verloor en één die 10 kg won geven samen 0.',
    ],
    example: 'MB-1: 411,6 - 395 - 8,6 - 6,0',
  },
  acceptance: {
    version: 1,
    name: 'Acceptatie',
    definition: 'Aandeel van de droge leveringen achter afgeronde partijen dat de sortering behield.',
    sources: ['Massabalans vanaf de poort, droog gerekend'],
    pitfalls: [
      'Nat gerekend zou het hoger zijn, en voor water betalen.',
      'Alleen partijen die geheel terug te leiden zijn tot leveringen met bekend vocht zitten erin.',
    ],
    example: 'MB-1: 36 van 456 kg geweigerd',
  },
  'first-pass-yield': {
    version: 1,
    name: 'Opbrengst in één keer',
    definition:
      'Aandeel van de invoer van afgeronde partijen dat goed product werd, vóór enige herbewerking.',
    sources: [
      'Onze definitie, naar massa; de kwaliteitsterm van de overall equipment effectiveness gaat over het gemaakte product',
    ],
    pitfalls: [
      'Uitval die wordt vermalen en opnieuw gevoerd telt een tweede keer als invoer: de opbrengst zegt niets over verloren plastic.',
    ],
    example: 'MB-1: 395 van 411,6 kg',
  },
  'overall-efficiency': {
    version: 1,
    name: 'Totaal rendement',
    definition:
      'Gerecycled plastic in goed product ten opzichte van de droge leveringen erachter: van de poort tot de muur.',
    sources: ['E_F van de Material Circularity Indicator (Ellen MacArthur Foundation en Granta Design)'],
    pitfalls: [
      'Eigen uitval die opnieuw wordt gevoerd mag niet een tweede keer als gerecycled tellen, anders wordt het meer dan er is geleverd.',
      'Alleen partijen die geheel terug te leiden zijn tot leveringen met bekend vocht zitten erin.',
    ],
    example: 'MB-1: 390,969388 van 456 kg',
  },
  'mass-balance-closure': {
    version: 1,
    name: 'Sluiting van de massabalans',
    definition:
      'Aandeel van de invoer van afgeronde partijen dat niemand kan verklaren; 0 is een balans die sluit.',
    sources: ['Behoud van massa'],
    pitfalls: [
      'Beide tekens zijn fout: een negatieve sluiting zegt dat er meer uitkwam dan inging.',
      'Verandering van voorraad hoort bij de balans van een periode, niet bij die van een partij.',
    ],
    example: 'MB-1: 2,0 van 411,6 kg',
  },
  'recycled-content': {
    version: 2,
    name: 'Gerecycled aandeel, hele product',
    definition:
      'Aandeel van het hele product, zand en kleurstof meegerekend, dat gerecycled plastic is; berekend uit wat is gevoerd.',
    sources: [ISO_14021, TRACE],
    pitfalls: [
      'Uitval van hetzelfde proces, kleurconcentraat, toevoegingen en vulstoffen zijn geen gerecycled aandeel.',
      'Plastic dat als eigen uitval terugkwam telt niet mee, al was het ooit gerecycled: het zit in de invoer en niet in het gerecyclede deel, zodat het aandeel eerder te laag is, en des te meer naarmate een partij meer uitval krijgt.',
      'Vlokken die naar geen levering terug te leiden zijn, zitten in de waarde en niet in het voorzichtige getal: zonder herleidbaarheid kan niemand aantonen dat ze gerecycled zijn.',
      'Bij een tegel met 70 % zand is het 30 %, waarvan het plastic ook is gemaakt.',
    ],
    example: 'RC-1: 407,4 van 411,6 kg',
  },
  'recycled-content-plastic': {
    version: 2,
    name: 'Gerecycled aandeel, alleen het plastic',
    definition:
      'Aandeel van het plastic in het product, zonder zand en vezel, dat gerecycled is; berekend uit wat is gevoerd.',
    sources: [ISO_14021, TRACE],
    pitfalls: [
      'Bij een tegel van 70 % nieuw zand kan het 100 % zijn: noem het nooit zonder het aandeel van het hele product.',
      UNPROVEN_FLAKE,
    ],
    example: 'RC-2: alle 23,25 kg plastic in een vierkante meter tegels, naast 54,25 kg zand',
  },
  'post-consumer-content': {
    version: 2,
    name: 'Aandeel van na gebruik',
    definition:
      'Aandeel van het hele product dat plastic is dat mensen hadden gebruikt en weggegooid; berekend uit wat is gevoerd.',
    sources: [ISO_14021, 'RecyClass: retouren uit de distributie tellen als van na gebruik'],
    pitfalls: [
      'Eigen uitval die ooit van na gebruik was, telde toen hij binnenkwam en telt niet opnieuw.',
      UNPROVEN_FLAKE,
    ],
    example: 'RC-1: alle vlokken van MB-1 zijn van na gebruik',
  },
  'pre-consumer-content': {
    version: 2,
    name: 'Aandeel van vóór gebruik',
    definition:
      'Aandeel van het hele product dat productieafval van anderen is; berekend uit wat is gevoerd.',
    sources: [ISO_14021, 'RecyClass: herbewerking, maalgoed en uitval van hetzelfde proces tellen niet mee'],
    pitfalls: [
      'Afval van een fabriek zou vaak toch zijn gebruikt: het zegt minder dan het aandeel van na gebruik.',
    ],
    example: '50 van 200 kg uit de afsnijdsels van een krattenmaker',
  },
  'circularity-indicator': {
    version: 2,
    name: 'Material Circularity Indicator',
    definition:
      'Hoe circulair het goede product is, van 0 tot 1; een lineair product met gemiddeld gebruik heeft 0,1. Daarvoor is weinig nieuwe grondstof nodig, weinig afval bij het maken en na het gebruik, en lang en volop gebruik. Uit opgetelde massa’s, nooit uit gemiddelde indicatoren.',
    sources: [
      'Ellen MacArthur Foundation en Granta Design: Circularity Indicators, methodologie (2015, bijgewerkt 2019), gelezen op een pagina van ISWA, in een overzetting van de code en in een bespreking van de formule',
      'Rendement van het maken van de gerecyclede grondstof (E_F): zoals de keuken het mat, partij voor partij (totaal rendement); wat na het gebruik gebeurt en hoe lang het dienst doet: de productgegevens',
      'Het deel “bijgesteld voor volledigheid”: het idee van Madaster, product met onbekende circulariteit telt als 0 (ons voorstel)',
    ],
    pitfalls: [
      'De noemer is 2 M + (W_F - W_C) / 2; de meeste openbare code heeft 2 M, of het verschil zonder de helft.',
      'Een tegel die voor 70 % nieuw zand is, haalt 0,23 waar een balk 0,63 haalt: massa is massa.',
      'Het afval na gebruik is wat volgens de productgegevens gebeurt, niet wat zou kunnen gebeuren.',
      'Granulaat dat in een latere partij wordt gevoerd is ook daar product, en telt in beide.',
      'Het zegt niets over giftigheid of klimaat.',
    ],
    example: 'MCI-MB1: 395 kg balken, E_F 0,857389 zoals gemeten, 30 % ingezameld na gebruik met 80 %',
  },
  'circularity-completeness': {
    version: 2,
    name: 'Volledigheid van de circulariteit',
    definition: 'Aandeel van het goede product van afgeronde partijen waarvan de circulariteit bekend is.',
    sources: ['Naar de volledigheidscorrectie van Madaster (ons voorstel)'],
    pitfalls: ['Een hoge indicator van een tiende van het product zegt weinig: lees de twee samen.'],
    example: '395 kg herleid tot de poort, 105 kg vlokken van onbekende herkomst',
  },
  'recycled-inflow': {
    version: 2,
    name: 'Gerecycled aandeel van de instroom',
    definition:
      'Aandeel van wat partijen van buiten innamen, zonder eigen maalgoed, dat gerecycled plastic is.',
    sources: [iso('kernindicator van de instroom: gemiddeld gerecycled aandeel')],
    pitfalls: [
      'Eigen maalgoed telt aan geen van beide kanten mee, dus het is hoger dan het gerecyclede aandeel van het product.',
      UNPROVEN_FLAKE,
    ],
    example: 'MB-1 met 8,6 kg maalgoed ernaast gevoerd',
  },
  'renewable-inflow': {
    version: 1,
    name: 'Hernieuwbaar aandeel van de instroom',
    definition:
      'Aandeel van wat partijen van buiten innamen dat vezel van biologische herkomst is: zaagsel, kokos, vlas.',
    sources: [iso('kernindicator van de instroom: gemiddeld hernieuwbaar aandeel')],
    pitfalls: [
      'Alle vezel telt als van biologische herkomst; glasvezel die als vezel is vastgelegd zou fout zijn.',
    ],
    example: '3 kg kokosvezel in 100 kg mengsel',
  },
  'reused-outflow': {
    version: 1,
    name: 'Hergebruikt aandeel van de uitstroom',
    definition:
      'Product dat is teruggenomen en opnieuw gebruikt, ten opzichte van al wat de keuken als product of afval verliet.',
    sources: [iso('kernindicator van de uitstroom: werkelijk hergebruikte producten')],
    pitfalls: [
      'Het telt wat gebeurde: een product dat hergebruikt zou kunnen worden zit er niet in.',
      'Wat in een periode terugkomt, is meest in een eerdere uitgezonden.',
    ],
    example: '10 van 400 kg uitgezonden kwam terug voor hergebruik, 100 kg ging naar de stort',
  },
  'recycled-outflow': {
    version: 1,
    name: 'Gerecycled aandeel van de uitstroom',
    definition:
      'Product dat is teruggenomen en gerecycled, ten opzichte van al wat de keuken als product of afval verliet.',
    sources: [iso('kernindicator van de uitstroom: werkelijk gerecycled materiaal')],
    pitfalls: [
      'Het telt wat gebeurde: recyclebaar is niet gerecycled.',
      'Eigen maalgoed verliet de keuken nooit en zit er niet in.',
    ],
    example: '25 van 400 kg uitgezonden kwam terug om te recyclen, 100 kg ging naar de stort',
  },
  lifetime: {
    version: 1,
    name: 'Levensduur en gebruik tegenover het gemiddelde product',
    definition:
      'Hoe lang en hoe volop de producten dienst doen tegenover het gemiddelde van hun vak (X), gewogen naar massa; 1 is gemiddeld.',
    sources: [
      iso('kernindicator van de uitstroom: gemiddelde levensduur tegenover de bedrijfstak'),
      'X van de Material Circularity Indicator: (L / L_av) (U / U_av)',
    ],
    pitfalls: [
      'Het is wat de productgegevens aannemen: nog geen product van een keuken heeft zijn leven uitgediend.',
    ],
    example: '300 kg met een gemiddelde levensduur en 100 kg met het dubbele',
  },
  energy: {
    version: 1,
    name: 'Energie',
    definition:
      'Wat de meters van de machines telden terwijl afgeronde partijen liepen, naar bron: net, zon, diesel.',
    sources: ['Doorlopende meters; een nulstelling telt als niets, nooit als negatief verbruik'],
    pitfalls: [
      'De bronnen zijn verdeeld naar de verhoudingen van de hele plek, want een machine weet niet waar haar stroom vandaan komt.',
      'Verlichting, pompen en stilstaande machines tussen partijen zitten er niet in.',
      'Van de meters is aangenomen dat ze tot op 1 % kloppen (onze aanname).',
    ],
    example: 'MB-1: 310 kWh van het net, 45 kWh uit diesel',
  },
  'energy-intensity': {
    version: 1,
    name: 'Energie per kilogram goed product',
    definition:
      'Gemeten energie van afgeronde partijen gedeeld door het goede product van juist die partijen.',
    sources: [
      'Doorlopende meters over de stappen van de partijen',
      'Ter vergelijking: gerecyclede kunststof kost 8 tot 55 GJ/t, dat is vanaf 2,2 kWh/kg (Hopewell en anderen 2009)',
    ],
    pitfalls: [
      'Partijen zonder meter zitten in geen van beide getallen.',
      'Vermalen en wassen vóór de partij zitten er niet in, tenzij ze op dezelfde machine lopen.',
    ],
    example: 'MB-1: 355 kWh voor 395 kg',
  },
  'renewable-energy-share': {
    version: 1,
    name: 'Hernieuwbaar aandeel van de energie',
    definition:
      'Aandeel van de energie van afgeronde partijen dat van de eigen zonnepanelen van de keuken kwam.',
    sources: [iso('kernindicator van energie: verbruikte hernieuwbare energie')],
    pitfalls: [
      'Hernieuwbare stroom in het net zit er niet in, dus het is een ondergrens: alleen al het net van Kenia is grotendeels hernieuwbaar.',
    ],
    example: 'ISO-1: 120 van 355 kWh van de zon',
  },
  'water-fresh': {
    version: 1,
    name: 'Vers water',
    definition: 'Vers water dat bij de voorbereiding is gebruikt, meest om te wassen.',
    sources: ['Zoals vastgelegd bij elke bewerkingsstap'],
    pitfalls: [
      'Een stap die haar water niet noemt, zit er niet in.',
      'Van de standen is aangenomen dat ze tot op 5 % kloppen (onze aanname).',
    ],
    example: 'MB-1: 600 L om 420 kg te wassen',
  },
  'water-intensity': {
    version: 1,
    name: 'Vers water per kilogram goed product',
    definition: 'Vers water achter afgeronde partijen gedeeld door het goede product van juist die partijen.',
    sources: [
      'Zoals vastgelegd bij elke bewerkingsstap, verdeeld naar massa',
      'Ter vergelijking: gerecyclede kunststof kost doorgaans 3,5 kL/t (Hopewell en anderen 2009)',
    ],
    pitfalls: ['Partijen waarvan een wasstap haar water niet noemt, zitten in geen van beide getallen.'],
    example: 'MB-1: 600 L voor 395 kg',
  },
  'water-reuse-ratio': {
    version: 2,
    name: 'Hergebruik van water',
    definition:
      'Water dat bij de voorbereiding is rondgepompt, gedeeld door ingenomen vers water; boven 1 deed hetzelfde water meer dan twee keer dienst.',
    sources: [iso('kernindicator van water: hergebruik ter plaatse')],
    pitfalls: [
      'De noemer is vers water. Over al het gebruik, vers en hergebruikt, geeft hetzelfde water een aandeel onder 1: zie het deel.',
      'Een stap die haar verse water niet noemt, zit in geen van beide getallen.',
    ],
    example: 'ISO-1: 1.400 L rondgepompt, 600 L vers; 70 % van het gebruik',
  },
  'ghg-baseline': {
    version: 2,
    name: 'Vermeden uitstoot van de uitgangssituatie',
    definition:
      'Wat het omgeleide plastic zonder de keuken zou hebben uitgestoten: gerecycled plastic in goed product, maal het aandeel van elk lot, maal de factor daarvan. Naar lot.',
    sources: [
      'Open verbranding 1,817 kg/kg: IPCC 2006 Guidelines deel 5, opwarmingspotentiëlen van AR5',
      'Stortplaats: DEFRA 2025 en US EPA WARM v15; energiewinning: US EPA WARM v15',
      'Ongecontroleerd storten 0 (ons voorstel): kilo’s die niet weglekken zijn geen klimaatwinst',
      'Aandelen van elk lot: ons voorstel per land, tot een studie ter plaatse het vervangt',
    ],
    pitfalls: [
      'Het hangt bijna geheel af van wat zonder de keuken zou gebeuren: lees de aandelen erbij.',
      'Roet zit er niet in, al kan het meer doen dan het koolstofdioxide.',
      'Plastic dat na het leven van het product wordt verbrand, is alleen uitgesteld.',
      'WARM schrijft stroom in de Verenigde Staten bij.',
    ],
    example: 'GHG-1: 390,969388 kg, 40 % open verbrand, 10 % naar de stortplaats, 50 % op een vuilnisbelt',
  },
  'ghg-displaced': {
    version: 2,
    name: 'Uitstoot van verdrongen producten',
    definition:
      'Wat het maken van de producten waarvoor deze in de plaats komen zou hebben uitgestoten: stuks, maal de massa die er één verdringt, maal de factor daarvan. Bij granulaat het nieuwe plastic dat het vervangt; nooit beide.',
    sources: [
      'Bouwmaterialen: DEFRA 2025; ICE v2 waar DEFRA er geen heeft',
      'Nieuw plastic: DEFRA 2025, primair min gesloten kringloop',
      'Massa die een stuk verdringt: de productgegevens',
    ],
    pitfalls: [
      'Gelijke functie, niet gelijke massa: een vierkante meter tegels weegt 77,5 kg en verdringt 138 kg beton, dat is 78 % meer (vector FU-1).',
      'Van product dat meer weegt dan is gevoerd, en van stuks boven wat is gemaakt, telt alleen wat is gevoerd en gemaakt.',
      'Een product verdringt alleen iets als iemand dat zou hebben gekocht.',
      'De recyclingfactoren uit DEFRA’s tabel van afvalverwerking dekken alleen vervoer en zijn geen vermeden uitstoot.',
    ],
    example: 'GHG-1: 79 palen, elk in plaats van 4,0 kg hout',
  },
  'ghg-project': {
    version: 2,
    name: 'Uitstoot van de keuken',
    definition:
      'Wat de keuken uitstoot: net, zon en diesel, de wagen die het plastic brengt, wat is ingekocht, vers water, en het verwerken van wat is geweigerd en verloren. Naar oorzaak.',
    sources: [
      'Net per land: Our World in Data / Ember zoals in codecarbon',
      'Diesel: 36,372 MJ/L met 74,1 g/MJ verbrand, en DEFRA 2025 van bron tot tank; liters vóór kilowattuur',
      'Wagen, water, ingekocht plastic, stortplaats: DEFRA 2025',
    ],
    pitfalls: [
      'Een aggregaat op lage last verbrandt per kilowattuur de helft meer: zonder zijn liters is het getal een gok.',
      PLACE_AND_DAY,
      'Energie is die van de machines van de partij: vermalen, wassen en drogen op andere machines zit er niet in, en het getal is daardoor te laag.',
      'De weg van de poort naar de bouwplaats zit er niet in, noch het maken van de machines en de container.',
      'Verbranden en bron tot tank horen bij elkaar: vergelijk nooit één ervan met de som.',
    ],
    example: 'GHG-1: Kenia, 310 kWh, 15 L diesel, 480 kg over 12 km, 54,6 kg naar de stortplaats',
  },
  'ghg-net-gate': {
    version: 2,
    name: 'Per saldo vermeden uitstoot, bij de poort',
    definition:
      'Grens: van poort tot product. Wat de verdrongen producten zouden hebben uitgestoten (D) min wat de keuken uitstoot (T). Negatief betekent dat de keuken meer uitstoot; het wordt als negatief getoond.',
    sources: ['Ons voorstel; geen norm legt deze grens vast'],
    pitfalls: [
      'Bij veel keukens is het ongeveer nul of negatief, en sterk negatief op een vuil net.',
      OTHER_MACHINES,
      'Tel het nooit op bij het saldo van het systeem: daar zit het al in.',
    ],
    example: 'GHG-1: een kleine toename',
  },
  'ghg-net-system': {
    version: 2,
    name: 'Per saldo vermeden uitstoot, hele systeem',
    definition:
      'Grens: van afval zonder de keuken tot product. Vermeden uitgangssituatie (B) plus verdrongen producten (D) min wat de keuken uitstoot (T). Negatief betekent dat de keuken meer uitstoot; het wordt als negatief getoond.',
    sources: [
      'Ons voorstel; geen norm legt deze grens vast',
      'Marge: IPCC, aanpak 1 (uit algemene kennis, niet nagegaan)',
    ],
    pitfalls: [
      'Het meeste ervan is het aangenomen lot van het afval: publiceer de delen, niet alleen het saldo.',
      'Verkoop dezelfde ton niet als plastic credit en als koolstofclaim.',
      PLACE_AND_DAY,
      OTHER_MACHINES,
      'De marge is die van de factoren alleen: wat weegschalen en meters openlaten is daarbij klein.',
      'Partijen waarvan een factor of een meter ontbreekt, zitten er niet in: zie de volledigheid.',
    ],
    example: 'GHG-1 en U-1: 163 tot 397 kg, bij 40, 30 en 10 %',
  },
  'ghg-per-kilogram': {
    version: 2,
    name: 'Uitstoot van de keuken per kilogram goed product',
    definition: 'Wat de keuken uitstoot (T) gedeeld door het goede product van juist die partijen.',
    sources: [
      'Ter vergelijking: gerecyclede kunststof stoot doorgaans 1,4 t CO2e/t uit (Hopewell en anderen 2009)',
    ],
    pitfalls: ['Een zwaar product lijkt goed: vergelijk functionele eenheden, geen kilo’s.'],
    example: 'GHG-1: 89,207392 kg voor 395 kg',
  },
  'ghg-per-functional-unit': {
    version: 2,
    name: 'Per saldo vermeden uitstoot per functionele eenheid',
    definition:
      'Saldo van het systeem gedeeld door de gemaakte functionele eenheden: een vierkante meter bestrating, een meter balk. Alleen waar al het product dezelfde eenheid heeft; granulaat telt in kilo’s.',
    sources: ['Functionele eenheid: de productgegevens', 'Saldo van het systeem: ons voorstel'],
    pitfalls: ['Eenheden die niet optellen hebben geen gezamenlijk getal: vraag naar één product.'],
    example: 'GHG-1: 79 palen',
  },
  'ghg-completeness': {
    version: 2,
    name: 'Volledigheid van de broeikasgassen',
    definition:
      'Aandeel van het goede product van afgeronde partijen waarvan alle factoren en meters bekend zijn.',
    sources: ['Ons voorstel: een partij telt geheel of niet'],
    pitfalls: [
      'Wat ontbreekt is niet nul: de ware getallen zijn in beide richtingen groter.',
      'Een partij met een massa die geen weegschaal draagt, telt als onbekend tot zij is gecorrigeerd.',
    ],
    example: '300 kg met alle meters, 100 kg van een machine zonder',
  },
  diverted: {
    version: 2,
    name: 'Omgeleid plastic',
    definition:
      'Nieuw gerecycled plastic in goed product: goed product maal het gerecyclede aandeel van zijn invoer. Dit, en niet wat door de poort kwam, is behoed voor verbranden, dumpen en storten.',
    sources: [
      'Onze definitie, de nauwste die gebruikt wordt: plastic telt als het in goedgekeurd product zit',
    ],
    pitfalls: [
      'Eigen uitval en granulaat die opnieuw worden gevoerd telden al en tellen niet opnieuw: wat als eigen uitval terugkomt verlaagt het gerecyclede aandeel van zijn partij, al was het ooit gerecycled plastic, zodat het getal eerder te laag is.',
      'Plastic dat naar geen levering terug te leiden is, in stuks die zonder gewicht zijn afgekeurd, of van een onmogelijke massa zit in de waarde en niet in het voorzichtige getal.',
      'Omgeleid is niet ingezameld: tel de twee niet op.',
    ],
    example: 'MB-1: 395 kg * 407,4 / 411,6',
  },
  'diverted-by-fate': {
    version: 1,
    name: 'Omgeleid plastic met bekend lot',
    definition:
      'Omgeleid plastic waarvan bekend is, of aangenomen, wat er anders van zou zijn geworden; naar dat lot.',
    sources: [
      'Aandelen van elk lot: de uitgangssituatie van de plaats, ons voorstel tot een studie ter plaatse het vervangt',
    ],
    pitfalls: ['De aandelen zijn aannamen over een plaats, geen waarnemingen van dit plastic.'],
    example: 'MB-1 in Kenia: 40 % open verbrand, 50 % gedumpt, 10 % naar de stortplaats',
  },
  'ocean-bound': {
    version: 2,
    name: 'Plastic op weg naar zee',
    definition:
      'Omgeleid plastic dat gevaar liep de zee te bereiken, naar klasse en naar de regels die de grens trekken.',
    sources: [
      'Zero Plastic Oceans, OBP-certificering: binnen 50 km van de kust, 200 m van een rivier, op de kustlijn, of uit de visserij',
    ],
    pitfalls: [
      'Programma’s trekken de grens anders: tel nooit twee stelsels van regels op.',
      'De klasse hangt van de kustlijn af: het midden van São Paulo ligt 55,8 km van het strand en 44,5 km van een riviermond.',
      'Plastic in een beheerde stortplaats is nooit op weg naar zee. Geen levering zegt of haar stortplaats beheerd was, dus wat van een stortplaats komt zit in geen enkele klasse.',
    ],
    example: '120 kg verzameld op de kustlijn, 30 kg netten',
  },
  'bottle-equivalents': {
    version: 2,
    name: 'In flessen uitgedrukt',
    definition:
      'Omgeleid plastic als flessen van een halve liter die 20 g wegen, alleen hele: een beeld, geen meting.',
    sources: ['Plastic Bank: 50 flessen per kilogram'],
    pitfalls: ['Er is geen fles geteld; het meeste plastic is er nooit een geweest.'],
    example: 'MB-1: 390,969388 kg',
  },
  'plastic-credits': {
    version: 1,
    name: 'Tonnen voor plastic credits',
    definition:
      'Hele tonnen omgeleid plastic, zoals een creditprogramma ze zou tellen voordat het zijn uitgangssituatie aftrekt; de rest blijft staan.',
    sources: [
      'Verra Plastic Program: één credit is één ton (PWRM0002; de precieze vergelijkingen waren niet bij de hand)',
    ],
    pitfalls: [
      'Dit zijn geen credits: een programma controleert, trekt af wat zonder het project was gerecycled, en geeft uit.',
      'Eén credit van Plastic Bank is een kilogram, één van Verra een ton.',
      'Tel inzamel- en recyclingcredits van hetzelfde plastic niet op, en verkoop de ton niet ook als koolstofclaim.',
    ],
    example: 'PC-1 vóór zijn uitgangssituatie: 12,74 t, waarvan 0,74 t blijft staan',
  },
  oee: {
    version: 1,
    name: 'Overall equipment effectiveness',
    definition:
      'Beschikbaarheid maal prestatie maal kwaliteit: het goede product ten opzichte van wat de machine in haar geplande tijd had kunnen maken.',
    sources: [OEE],
    pitfalls: [
      'Eén getal verbergt welk van de drie laag is: lees de delen.',
      'Het is gelijk aan goed / (ideaal tempo * geplande tijd): een verkeerd ideaal tempo is een verkeerde OEE.',
    ],
    example:
      'OEE-3: drie diensten van 480 min gepland, 415 gedraaid, 20 kg/h ideaal, 118 kg gemaakt, 112 kg goed',
  },
  availability: {
    version: 1,
    name: 'Beschikbaarheid',
    definition: 'Gedraaide tijd ten opzichte van geplande productietijd.',
    sources: [OEE],
    pitfalls: [
      'Gepland is waarvoor de partij was gepland of, waar dat langer duurde, de tijd van haar begin tot haar eind.',
      'Pauzes vallen buiten de geplande tijd.',
      'Waar geen stap is vastgelegd, telt de hele partij als gedraaid: de beschikbaarheid is dan te gunstig.',
    ],
    example: 'OEE-2: 420 van 480 min',
  },
  performance: {
    version: 1,
    name: 'Prestatie',
    definition:
      'Gemaakt product, goed of niet, ten opzichte van wat de machine had kunnen maken in de tijd dat zij draaide.',
    sources: [OEE],
    pitfalls: [
      'Boven 1 zegt dat het ideale tempo van de machine te laag staat; sommigen kappen het af op 1, wat dat verbergt.',
      'Het ideale tempo hangt af van mal en kunststof, en het geboortebewijs kent er één voor de machine.',
    ],
    example: 'OEE-2: 400 stuks waar 420 mogelijk waren, als kilo’s genomen',
  },
  'quality-rate': {
    version: 1,
    name: 'Kwaliteit',
    definition: 'Product dat in één keer goed was, ten opzichte van al het gemaakte product.',
    sources: [OEE],
    pitfalls: ['Uitval die opnieuw wordt gevoerd en dan goed wordt, was niet in één keer goed.'],
    example: 'OEE-3: 112 van 118 kg',
  },
  'paid-to-collectors': {
    version: 2,
    name: 'Betaald voor leveringen',
    definition:
      'Wat voor leveringen is betaald, in de kleinste eenheid van de munt. Eén waarde alleen waar alles in één munt is betaald; anders per munt.',
    sources: [
      'Zoals vastgelegd bij elke levering',
      'Betalingen van minder dan vijf leveranciers worden niet getoond: ons voorstel',
    ],
    pitfalls: [
      'Betaald is niet extra verdiend: wat mensen eerder verdienden is er niet afgetrokken.',
      'Munten tellen niet op, en een koers van vandaag past niet bij een betaling van vorig jaar.',
      'Leveranciers zijn geteld zoals nu bekend: wat eerder bekend was, wordt niet getoond.',
      'Kleinste eenheden: 100 in een shilling, geen in de CFA-frank.',
    ],
    example: '40 leveranciers kregen 12.000,00 Keniaanse shilling',
  },
  'active-suppliers': {
    version: 1,
    name: 'Actieve leveranciers',
    definition:
      'Verschillende leveranciers met minstens één levering in de 30 dagen tot het einde van de periode.',
    sources: ['Schuilnamen in de leveringen', 'Minder dan vijf worden niet getoond: ons voorstel'],
    pitfalls: [
      'Wie onder één schuilnaam aan twee keukens levert, telt over beide één keer: keukens tellen niet op.',
      'Leveringen die niemand noemen, zitten er niet in.',
    ],
    example: '38 inzamelaars in een maand',
  },
  'hours-worked': {
    version: 1,
    name: 'Gewerkte uren',
    definition: 'Mensen maal tijd aan het werk, betaald of niet.',
    sources: ['Zoals de keuken het vastlegde'],
    pitfalls: ['Inzamelaars die afval brengen zitten er niet in: niemand legt hun uren vast.'],
    example: 'Vier mensen, acht uur lang',
  },
  'hours-trained': {
    version: 1,
    name: 'Uren opleiding',
    definition: 'Mensen maal tijd in opleiding.',
    sources: ['Zoals de keuken het vastlegde'],
    pitfalls: ['Uren zeggen niets over wat is geleerd.'],
    example: 'Zes mensen, anderhalf uur lang',
  },
  'incident-rate': {
    version: 1,
    name: 'Ongevallen met verzuim per 200.000 uur',
    definition:
      'Ongevallen die werktijd kostten, zoveel als er in 200.000 uur zouden zijn: honderd mensen een jaar lang.',
    sources: ['De gebruikelijke 200.000 uur (uit algemene kennis, niet nagegaan)'],
    pitfalls: [
      'In weinig uren is één ongeval een enorm getal en zegt geen enkel niets: lees de uren erbij.',
      'Niets gemeld is niet hetzelfde als niets gebeurd.',
      'Het telt ongevallen van een keuken, geen mensen: kleine aantallen worden getoond, zodat gevaar nooit verborgen blijft.',
    ],
    example: 'Twee ongevallen in 50.000 uur',
  },
};
