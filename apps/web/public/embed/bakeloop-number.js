/**
 * One number of Bakeloop on any page:
 *
 *   <script type="module" src="https://bakeloop.example/embed/bakeloop-number.js"></script>
 *   <bakeloop-number metric="diverted" theme="auto" lang="en"></bakeloop-number>
 *
 * `metric`: diverted, good-product or ghg-net-system. `theme`: auto, light or dark. `lang`: en or nl.
 * Where no script may run, frame https://bakeloop.example/embed/diverted instead.
 */
const REFRESH_MS = 60_000;
const here = new URL('.', import.meta.url);

class BakeloopNumber extends HTMLElement {
  static observedAttributes = ['metric', 'theme', 'lang'];
  #timer = 0;

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: 'open' });
    void this.#show();
    this.#timer = setInterval(() => {
      if (!document.hidden) void this.#show();
    }, REFRESH_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected && this.shadowRoot) void this.#show();
  }

  /** What was shown stays where it cannot be asked anew: its date stands beside it. */
  async #show() {
    const url = new URL(encodeURIComponent(this.getAttribute('metric') ?? 'diverted'), here);
    url.searchParams.set('part', '1');
    for (const name of ['theme', 'lang']) {
      const value = this.getAttribute(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    try {
      const response = await fetch(url, { credentials: 'omit' });
      if (!response.ok) return;
      this.shadowRoot.innerHTML = `<link rel="stylesheet" href="${new URL('number.css', here).href}">${await response.text()}`;
    } catch {
      // Not reachable: see above.
    }
  }
}

customElements.define('bakeloop-number', BakeloopNumber);
