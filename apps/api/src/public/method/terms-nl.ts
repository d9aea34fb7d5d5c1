import type { Quantity } from '@bakeloop/domain';

/** What the quantities mean that metrics are made of. */
export const QUANTITIES_NL: Readonly<Partial<Record<Quantity, string>>> = {
  intakeGrossGrams: 'leveringen met hun verpakking',
  intakeNetGrams: 'leveringen zonder hun verpakking, nat',
  intakeDryMg: 'leveringen met bekend vocht, zonder water',
  paidMinor: 'aan leveranciers betaald voor leveringen',
  rejectedGrams: 'geweigerd bij het sorteren, zonder water',
  acceptedGrams: 'behouden bij het sorteren',
  flakeGrams: 'tot vlokken vermalen, min wat wassen en drogen eraf nam',
  waterFreshMl: 'vers water, gebruikt bij de voorbereiding',
  waterReusedMl: 'water dat bij de voorbereiding is rondgepompt, van stappen die ook hun verse water noemen',
  feedGrams: 'in partijen gevoerd',
  goodGrams: 'product en granulaat dat door de keuring kwam',
  regrindGrams: 'eigen uitval, uitgegeven om opnieuw te worden gevoerd',
  purgeGrams: 'uitgelopen toen van materiaal werd gewisseld',
  residueGrams: 'door partijen naar de afvalverwerking gestuurd',
  unaccountedGrams: 'in afgeronde partijen gevoerd en niet uitgegeven; negatief als er meer uitkwam',
  finishedFeedGrams: 'gevoerd in partijen die klaar zijn',
  finishedGoodGrams: 'goed product van partijen die klaar zijn',
  postConsumerMg: 'gerecyclede vlokken van gebruikers in de invoer, zonder eigen uitval',
  preConsumerMg: 'gerecyclede vlokken uit productieafval van anderen in de invoer, zonder eigen uitval',
  plasticFeedGrams: 'invoer zonder zand en vezel',
  renewableFeedGrams: 'vezel van biologische herkomst in de invoer',
  recycledMg: 'omgeleid: nieuw gerecycled plastic in goed product',
  tracedDryMg: 'droge leveringen achter die partijen',
  tracedRejectedMg: 'hun deel van wat de sortering weigerde',
  tracedRecycledMg: 'gerecycled plastic in hun goede product',
  mciMassMg: 'product met bekende circulariteit (M)',
  mciUnknownMg: 'product waarvan de circulariteit niet bekend is',
  mciVirginMg: 'nieuwe grondstof (V)',
  mciDirectWasteMg: 'na gebruik naar stortplaats of energiewinning (W_0)',
  mciFeedWasteMg: 'afval van het maken van de gerecyclede grondstof (W_F)',
  mciCollectionWasteMg: 'afval van recycling na gebruik (W_C)',
  mciUtilityMg: 'massa van product maal zijn nut (M X)',
  energyWh: 'energie van afgeronde partijen die een meter hebben',
  goodGramsWithEnergy: 'goed product van afgeronde partijen waarvan de energie bekend is',
  batchWaterFreshMl: 'het deel van afgeronde partijen in het verse water',
  goodGramsWithWater: 'goed product van afgeronde partijen waarvan het waswater bekend is',
  ghgGoodGrams: 'goed product van die partijen',
  ghgUnknownGoodGrams: 'goed product van afgeronde partijen waarvan een factor of een meter ontbreekt',
  ghgBaselineMg: 'vermeden uitstoot van de uitgangssituatie',
  ghgDisplacedMg: 'uitstoot van het verdrongen product',
  ghgProjectMg: 'uitstoot van de keuken',
  functionalMilliUnits: 'duizendsten van gemaakte functionele eenheden',
  divertedMg: 'omgeleid plastic, naar wat er anders van was geworden',
  oceanBoundMg: 'omgeleid plastic dat op weg naar zee was',
  plannedMs: 'geplande productietijd',
  runMs: 'gedraaide tijd',
  idealGrams: 'wat de machine in de gedraaide tijd had kunnen maken',
  oeeTotalGrams: 'in die tijd gemaakt product, goed of niet',
  oeeGoodGrams: 'daarvan goed in één keer',
  dispatchedGrams: 'uitgezonden',
  returnedGrams: 'teruggenomen',
  wasteGrams: 'verloren, uitgespoeld of restafval, zonder water en zonder wat in partijen ligt',
  workMinutes: 'minuten betaald of onbetaald werk, mensen maal tijd',
  trainingMinutes: 'minuten opleiding, mensen maal tijd',
  lostTimeIncidentCount: 'ongevallen die werktijd kostten',
  activeSupplierCount: 'verschillende leveranciers in de 30 dagen tot het einde van de periode',
};

/** Why there is no value, as metrics say it. What follows a colon is of one batch, and stays as it is. */
export const REASONS_NL: Readonly<Record<string, string>> = {
  'nothing was sorted': 'er is niets gesorteerd',
  'neither a delivery nor a batch was logged': 'er is geen levering en geen partij vastgelegd',
  'no batch was started': 'er is geen partij begonnen',
  'of no finished batch is the energy known': 'van geen afgeronde partij is de energie bekend',
  'no flake was made': 'er zijn geen vlokken gemaakt',
  'no work or training was recorded': 'er is geen werk en geen opleiding vastgelegd',
  'no work was recorded': 'er is geen werk vastgelegd',
  'no delivery of known moisture was recorded': 'er is geen levering met bekend vocht vastgelegd',
  'no delivery was recorded': 'er is geen levering vastgelegd',
  'nobody said whether the plastic here was bound for the ocean':
    'niemand zei of het plastic hier op weg naar zee was',
  'no batch was finished': 'er is geen partij afgerond',
  'no use of water was logged': 'er is geen watergebruik vastgelegd',
  'no finished batch is traced to deliveries of known moisture':
    'geen afgeronde partij is terug te leiden tot leveringen met bekend vocht',
  'no delivery of these 30 days names a supplier': 'geen levering van deze 30 dagen noemt een leverancier',
  'fewer than 5: not shown, to protect people': 'minder dan 5: niet getoond, om mensen te beschermen',
  'no batch on a machine of known ideal rate has a planned time':
    'geen partij op een machine met bekend ideaal tempo heeft een geplande tijd',
  'no finished batch made good product': 'geen afgeronde partij maakte goed product',
  'of no good product is the circularity known': 'van geen goed product is de circulariteit bekend',
  'the waste of recycling exceeds the product it is of':
    'het afval van de recycling is meer dan het product waar het van is',
  'what would have become of the plastic is not known here':
    'wat er anders van het plastic zou zijn geworden is hier niet bekend',
  'no plastic was diverted': 'er is geen plastic omgeleid',
  'no finished batch with a known energy made good product':
    'geen afgeronde partij met bekende energie maakte goed product',
  'no finished batch has a feed': 'geen afgeronde partij heeft een invoer',
  'of no finished batch are all factors and meters known':
    'van geen afgeronde partij zijn alle factoren en meters bekend',
  'the products have different functional units: ask for one product':
    'de producten hebben verschillende functionele eenheden: vraag naar één product',
  'of no finished batch are the functional units and all factors known':
    'van geen afgeronde partij zijn de functionele eenheden en alle factoren bekend',
  'no finished batch of which all factors and meters are known made good product':
    'geen afgeronde partij waarvan alle factoren en meters bekend zijn maakte goed product',
  'no hours of work were recorded': 'er zijn geen werkuren vastgelegd',
  'of no good product is the life known': 'van geen goed product is de levensduur bekend',
  'no product was made in planned time on a machine of known ideal rate':
    'er is geen product gemaakt in geplande tijd op een machine met bekend ideaal tempo',
  'no payment was recorded': 'er is geen betaling vastgelegd',
  'paid in several currencies, which do not add up: see each of them':
    'betaald in verschillende munten, die niet optellen: zie elk ervan',
  'no batch ran on a machine of known ideal rate':
    'geen partij draaide op een machine met bekend ideaal tempo',
  'nothing was fed to a batch': 'er is niets in een partij gevoerd',
  'no plastic was fed to a batch': 'er is geen plastic in een partij gevoerd',
  'nothing was made on a machine of known ideal rate':
    'er is niets gemaakt op een machine met bekend ideaal tempo',
  'nothing from outside was fed to a batch': 'er is niets van buiten in een partij gevoerd',
  'nothing left the kitchen': 'er verliet niets de keuken',
  'no fresh water was logged': 'er is geen vers water vastgelegd',
  'no finished batch with known washing water made good product':
    'geen afgeronde partij met bekend waswater maakte goed product',
  'suppliers are counted for a kitchen or for the portfolio, as known now':
    'leveranciers worden geteld voor een keuken of voor alle, zoals nu bekend',
};

/** Where the worked examples come from. */
export const EXAMPLE_SOURCES_NL: Readonly<Record<string, string>> = {
  'Our own example': 'Eigen voorbeeld',
  'Bottle vector (computed)': 'Flesvector (berekend)',
};
/** `Vector MB-1 (computed), its regrind fed again`: what is not a vector's name is one of these. */
export const exampleSourceNl = (source: string): string =>
  EXAMPLE_SOURCES_NL[source] ??
  source
    .replace(/^Vectors? ([\w-]+) and ([\w-]+)/, 'Vectoren $1 en $2')
    .replace('(computed)', '(berekend)')
    .replace('(published example)', '(gepubliceerd voorbeeld)')
    .replace('its regrind fed again', 'het maalgoed ervan opnieuw gevoerd')
    .replace('its split by reason is ours', 'de verdeling naar reden is van ons')
    .replace('over its 79 posts', 'over de 79 palen ervan')
    .replace('without its baseline of 1.90 t', 'zonder zijn uitgangssituatie van 1,90 t')
    .replace(
      'three times over so that the ideal mass is whole grams',
      'drie keer genomen zodat de ideale massa hele grammen is',
    );

/** Parts of a figure, factors and materials, as far as they are words of ours and no names. */
export const PARTS_NL: Readonly<Record<string, string>> = {
  'open-burning': 'open verbrand',
  dump: 'vuilnisbelt',
  landfill: 'stortplaats',
  'energy-recovery': 'energiewinning',
  baseline: 'uitgangssituatie',
  displaced: 'verdrongen producten',
  project: 'uitstoot van de keuken',
  'all incidents': 'alle ongevallen',
  carried: 'blijft staan',
  'share of use': 'aandeel van het gebruik',
  'corrected for completeness': 'bijgesteld voor volledigheid',
  grid: 'net',
  pv: 'zon',
  diesel: 'diesel',
  flake: 'vlokken',
  regrind: 'maalgoed',
  sand: 'zand',
  fibre: 'vezel',
  masterbatch: 'kleurconcentraat',
  additive: 'toevoegingen',
  pellet: 'korrels',
  thermoset: 'thermoharder',
  multilayer: 'meerlaags',
  hazardous: 'gevaarlijk',
  'not-plastic': 'geen plastic',
  household: 'huishoudens',
  market: 'markten',
  school: 'scholen',
  transport: 'vervoer',
  water: 'water',
  disposal: 'afvalverwerking',
  availability: 'beschikbaarheid',
  performance: 'prestatie',
  quality: 'kwaliteit',
};
