// A number in a frame is read anew in place: whoever reads it by ear or by keyboard loses nothing. Where no script may run,
// it stands as it came, with its date.
const REFRESH_MS = 60_000;

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href);
  // A link that is over shows nothing more.
  if (answer.status === 410) return document.body.replaceChildren();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [now, next] = [document.querySelector('.bakeloop'), page.querySelector('.bakeloop')];
  if (now && next && now.innerHTML !== next.innerHTML) now.replaceWith(next);
}
setInterval(() => refresh().catch(() => undefined), REFRESH_MS);
