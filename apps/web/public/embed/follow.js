// A page that is whole without script follows what it shows: the part that changed is read anew and put in place.
const { live } = document.currentScript.dataset;
/** Pages without a line of their own ask again so often, ms; the numbers are made anew every 5 s. */
const ASK_MS = 10_000;

async function refresh() {
  const answer = await fetch(location.href, { headers: { 'x-bakeloop-refresh': '1' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [now, next] = [document.querySelector('main'), page.querySelector('main')];
  if (!now || !next || now.innerHTML === next.innerHTML) return;
  now.replaceWith(next);
  document.title = page.title;
}
const quietly = () => refresh().catch(() => undefined);

if (live) {
  const source = new EventSource(live);
  source.addEventListener('changed', quietly);
  source.addEventListener('over', () => {
    source.close();
    // What was shown is taken away at once, also where nothing can be read.
    document.querySelector('main').replaceChildren();
    location.reload();
  });
  // Refused for good: the link is over, or its password is another.
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) location.reload();
  });
} else {
  setInterval(() => document.visibilityState === 'visible' && quietly(), ASK_MS);
}
