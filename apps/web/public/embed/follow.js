// A page that is whole without script follows what it shows: the part that changed is read anew and put in place.
const { live } = document.currentScript.dataset;
/** Where no line stands, the page asks again so often, ms. */
const ASK_MS = 10_000;
/** Those who hear the page are told of new numbers at most so often, ms: else it would never be silent. */
const SAY_EVERY_MS = 60_000;

// Whoever came in a language stays with it, also on addresses that name none.
if (new URLSearchParams(location.search).has('lang'))
  document.cookie = `bakeloop-lang=${document.documentElement.lang}; path=/; max-age=31536000; samesite=lax`;

const spoken = document.createElement('p');
spoken.className = 'hidden';
spoken.setAttribute('aria-live', 'polite');
document.body.append(spoken);
let saidMs = performance.now();

function say() {
  const text = document.querySelector('.number-main')?.innerText.replace(/\s+/g, ' ') ?? '';
  if (text === '' || text === spoken.textContent || performance.now() - saidMs < SAY_EVERY_MS) return;
  saidMs = performance.now();
  spoken.textContent = text;
}
setInterval(say, 1_000);

async function refresh() {
  const answer = await fetch(location.href, { headers: { 'x-bakeloop-refresh': '1' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [now, next] = [document.querySelector('main'), page.querySelector('main')];
  if (!now || !next || now.innerHTML === next.innerHTML) return;
  // Whoever reads on with the keyboard stays where they are.
  const at = [...now.querySelectorAll('a, button, input, summary')].indexOf(document.activeElement);
  now.replaceWith(next);
  if (at >= 0) next.querySelectorAll('a, button, input, summary')[at]?.focus({ preventScroll: true });
  document.title = page.title;
}
const quietly = () => refresh().catch(() => undefined);

let source;
let asking;

function listen() {
  source?.close();
  source = new EventSource(live);
  source.addEventListener('changed', quietly);
  source.addEventListener('over', () => {
    source.close();
    // What was shown is taken away at once, also where nothing can be read.
    document.querySelector('main').replaceChildren();
    location.reload();
  });
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED) return;
    // Refused for good: a link is over, its password is another, or all lines are taken. What is read anew says which.
    asking ??= setInterval(() => document.visibilityState === 'visible' && quietly(), ASK_MS);
  });
}

// A page that nobody looks at holds no line: a browser has six of them for all its tabs.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return source?.close();
  void quietly();
  listen();
});
if (document.visibilityState === 'visible') listen();
