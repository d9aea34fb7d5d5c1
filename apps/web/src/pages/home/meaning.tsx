import { Link } from 'react-router';

/** The public numbers in words, each with its formula. */
export function Meaning() {
  return (
    <section className="meaning">
      <h2>What these numbers mean</h2>
      <p>
        In short here; <Link to="/method">every number with its formula, sources and pitfalls</Link>.
      </p>
      <dl>
        <div>
          <dt>Diverted plastic</dt>
          <dd>
            Recycled plastic inside products that passed inspection. What is merely collected does not count:
            a bale in a yard can still end up in a river. Sand, pigment and new plastic in the recipe do not
            count either.
            <span className="formula">good product × share of recycled plastic in the feed</span>
          </dd>
        </div>
        <div>
          <dt>Building material</dt>
          <dd>
            The mass of finished pieces, less what was rejected. Trimmings that go back into the oven are
            counted once, when they come out as a product.
            <span className="formula">product weighed out − rejected at inspection</span>
          </dd>
        </div>
        <div>
          <dt>Batches balanced</dt>
          <dd>
            For every batch, what went in must come out again: as product, as trimmings, as waste. What the
            scales cannot explain stays visible on the batch's page as <em>unaccounted for</em>.
            <span className="formula">feed − everything weighed out = unaccounted</span>
          </dd>
        </div>
        <div>
          <dt>How far to believe them</dt>
          <dd>
            Masses are sums of weighed batches in whole grams, and follow at once when a kitchen corrects a
            mistake; what was not weighed is left out and named below. Emissions rest on factors as well, some
            of them defaults: the page of each figure says which.
          </dd>
        </div>
      </dl>
    </section>
  );
}
