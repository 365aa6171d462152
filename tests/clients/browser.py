"""A browser without a screen: it keeps cookies, follows redirects by hand and fills in forms."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

LIMIT_SECONDS = 60
MOST_STEPS = 20


class Forms(HTMLParser):
    """The forms of a page by their ids: what each sends if nobody touches it."""

    def __init__(self, page):
        super().__init__()
        self.found, self.fields = {}, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.fields = self.found.setdefault(attributes.get("id"), {})
        elif tag == "input" and self.fields is not None and attributes.get("name"):
            self.fields[attributes["name"]] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.fields = None


def authorize(home, url, person):
    """Goes from an authorization request to the application, signing in and allowing on the way."""
    http = requests.Session()
    http.trust_env = False
    answers = {"login-form": person, "consent-form": {"decision": "allow"}}
    fields = None
    for _ in range(MOST_STEPS):
        if urlsplit(url).netloc != urlsplit(home).netloc:
            return url
        method = "GET" if fields is None else "POST"
        page = http.request(method, url, data=fields, allow_redirects=False, timeout=LIMIT_SECONDS)
        fields = None
        if "location" in page.headers:
            url = urljoin(url, page.headers["location"])
            continue
        forms = Forms(page.text).found
        form = next((form for form in answers if form in forms), None)
        assert form and page.status_code == 200, f"{page.status_code} {page.url}\n{page.text}"
        fields = {**forms[form], **answers[form]}
    raise AssertionError(f"more than {MOST_STEPS} steps, the last to {url}")
