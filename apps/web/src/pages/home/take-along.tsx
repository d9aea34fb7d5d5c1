/** How to have the numbers elsewhere: as data, and on another page. */
export function TakeAlong() {
  const element = `<script type="module" src="${location.origin}/embed/bakeloop-number.js"></script>
<bakeloop-number metric="diverted" theme="auto" lang="en"></bakeloop-number>`;
  return (
    <section className="take-along">
      <h2>Take the numbers along</h2>
      <p>
        Everything on this page is <a href="/open/">open data</a> (CC BY 4.0):{' '}
        <a href="/open/figures.csv">figures</a>, <a href="/open/days.csv">days</a> and{' '}
        <a href="/open/kitchens.csv">kitchens</a> as CSV, the same as JSON, and the kitchens as{' '}
        <a href="/open/kitchens.geojson">GeoJSON</a>. Each says of when it is, and which factors it rests on.
      </p>
      <p>
        <a href="/stories?lang=en">Stories of the kitchens</a> · <a href="/check?lang=en">How to check</a> ·{' '}
        <a href="/changes?lang=en">What changed</a> · <a href="/share?lang=en">Share</a> ·{' '}
        <a href="/?lang=nl" lang="nl" hrefLang="nl">
          Nederlands
        </a>
      </p>
      <details>
        <summary>Show the number on your own page</summary>
        <p>It carries its date, its bound and the way to check it, in English or Dutch, light or dark.</p>
        <pre tabIndex={0}>
          <code>{element}</code>
        </pre>
        <p>
          Where no script may run, frame <code>{`${location.origin}/embed/diverted`}</code> instead.
        </p>
      </details>
    </section>
  );
}
