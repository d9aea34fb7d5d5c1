/** Order matters: most browsers also claim to be those further down. */
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

const first = (words: readonly [RegExp, string][], text: string): string | undefined =>
  words.find(([pattern]) => pattern.test(text))?.[1];

/** What a User-Agent is, as its owner knows it: "Firefox on Android". */
export function agentWords(agent: string): string {
  const [browser, system] = [first(BROWSERS, agent), first(SYSTEMS, agent)];
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`;
  return system ?? (agent.trim() === '' ? 'An unnamed program' : agent.slice(0, 60));
}
