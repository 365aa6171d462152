// A browser without a screen: it keeps cookies, follows redirects by hand and fills in forms.

const MOST_STEPS = 20;

/** One person's browser; `home` is the origin where its pages are. */
export class Browser {
  #cookies = new Map();
  #home;

  constructor(home) {
    this.#home = new URL(home).origin;
  }

  /** Goes from an authorization request to the application, signing in and allowing on the way. */
  async authorize(url, { username, password }) {
    let page = await this.open(url);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (page.request) return page.request;
      if (page.status !== 200) throw new Error(`${page.status} ${page.url}\n${page.body}`);
      if (page.has("login-form")) page = await this.submit(page, "login-form", { username, password });
      else if (page.has("consent-form")) page = await this.submit(page, "consent-form", { decision: "allow" });
      else throw new Error(`no form of ours on ${page.url}\n${page.body}`);
    }
    throw new Error(`more than ${MOST_STEPS} pages, the last at ${page.url}`);
  }

  /** Lets a device in (RFC 8628 section 3.3). */
  async allowDevice(url, { username, password }) {
    let page = await this.open(url);
    page = await this.submit(page, "login-form", { username, password });
    page = await this.submit(page, "device-confirm-form", { decision: "allow" });
    if (!page.body.includes('id="device-done"')) throw new Error(`${page.status} ${page.url}\n${page.body}`);
  }

  /** The page at an address, or the request with which the browser leaves for another place. */
  async open(url, body) {
    let next = new URL(url);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (next.origin !== this.#home) return { request: new Request(next) };
      const headers = { accept: "text/html", cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; ") };
      if (body) Object.assign(headers, { origin: next.origin, "sec-fetch-site": "same-origin" });
      const answer = await fetch(next, { method: body ? "POST" : "GET", headers, body, redirect: "manual" });
      for (const line of answer.headers.getSetCookie()) this.#keep(line);
      const target = answer.headers.get("location");
      if (!target) return leave(new Page(answer.status, next, await answer.text()));
      next = new URL(target, next);
      body = undefined;
    }
    throw new Error(`more than ${MOST_STEPS} redirects, the last to ${next}`);
  }

  /** Fills in a form of a page and sends it. */
  async submit(page, id, values) {
    const form = page.form(id);
    for (const [name, value] of Object.entries(values)) form.fields.set(name, value);
    return this.open(form.action, form.fields);
  }

  #keep(line) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    if (value && !/;\s*max-age=0/i.test(line)) this.#cookies.set(name, value);
    else this.#cookies.delete(name);
  }
}

class Page {
  constructor(status, url, body) {
    Object.assign(this, { status, url, body });
  }

  has(id) {
    return this.body.includes(`id="${id}"`);
  }

  /** Where a form goes, and what it sends if nobody touches it. */
  form(id) {
    const forms = [...this.body.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)];
    const found = forms.find(([, tag]) => attribute(tag, "id") === id);
    if (!found) throw new Error(`no ${id} on ${this.url} (${this.status})\n${this.body}`);
    const [, tag, inside] = found;
    const inputs = [...inside.matchAll(/<input\b([^>]*)>/gs)].map(([, input]) => input);
    const fields = inputs.map((input) => [attribute(input, "name"), attribute(input, "value") ?? ""]);
    return { action: new URL(attribute(tag, "action") ?? "", this.url), fields: new URLSearchParams(fields) };
  }
}

/** An answer that a browser posts to the application (OAuth 2.0 Form Post Response Mode). */
function leave(page) {
  if (!page.has("form-post")) return page;
  const { action, fields } = page.form("form-post");
  return { request: new Request(action, { method: "POST", body: fields }) };
}

function attribute(tag, name) {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (_, decimal, hex, word) =>
    word ? { amp: "&", lt: "<", gt: ">", quot: '"' }[word] : String.fromCodePoint(decimal ?? parseInt(hex, 16)),
  );
}
