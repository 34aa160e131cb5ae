"""One polite connection to Mikromarc's WebAPI: Basic auth, retries with back-off, and errors in plain words.

Only GET is sent, with ``Content-Length: 0``: a chunked request makes the server answer 500, and Finna's driver, which
has read it for years, sends the same. Nothing of an answer, a card number or a password is ever part of a message.
"""

import base64
import logging
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError, NameResolutionError, SSLError
from urllib3.util import Retry, Timeout

from migration.extract.odata_page import DamagedPageError, Page, page_text, parse_page
from migration.extract.raw import InputError

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same question is asked again."""
LONGEST_WAIT = 600
"""Seconds that we wait at most before we ask again, whatever the server's Retry-After says."""
CONNECT_SECONDS = 30

# It writes every address at DEBUG, and that of a borrower's debts holds the card's number.
logging.getLogger("urllib3").setLevel(logging.INFO)


class StatusError(Exception):
    """The server answered with an error, as often as it was asked."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where and how to ask. ``variables``: the environment variables that hold user and password, for messages.

    ``timeout`` and ``backoff`` in seconds; the wait doubles from the third try on.
    """

    url: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    variables: tuple[str, ...] = ()
    ca_file: str = ""
    page_size: int = 500
    requests_per_second: float = 4
    timeout: float = 60
    retries: int = 6
    backoff: float = 1
    debts_by_card: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A page and the text that it was read from."""

    page: Page
    text: str


class Client:
    """Asks one host, one question at a time. The pool is of this host alone and follows no redirect."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        parts = urlsplit(endpoint.url)
        self._path = parts.path.rstrip("/")
        self._pool = _pool(endpoint)
        self._next = 0.0
        basic = base64.b64encode(f"{endpoint.user}:{endpoint.password}".encode()).decode()
        self._headers = {
            "Accept": "application/json;odata.metadata=none",
            "Accept-Encoding": "gzip",
            "Authorization": f"Basic {basic}",
            "Content-Length": "0",
            "User-Agent": "grenselos",
        }

    def close(self) -> None:
        self._pool.close()

    def entity_set(self, name: str, query: str) -> Answer:
        """A page of an entity set. Raises StatusError, DamagedPageError; InputError where going on is of no use."""
        return self._get(f"{self._path}/{name}?{query}", name)

    def beside(self, path: str, where: str) -> Answer:
        """The answer of an address beside ``…/odata``. ``where`` names it in messages."""
        return self._get(f"{self._path.removesuffix('/odata')}/{path}", where)

    def _get(self, target: str, where: str) -> Answer:
        retry = Retry(
            total=self._endpoint.retries,
            backoff_factor=self._endpoint.backoff,
            backoff_max=LONGEST_WAIT,
            backoff_jitter=self._endpoint.backoff / 2,
            retry_after_max=LONGEST_WAIT,
        )
        while True:
            response: urllib3.BaseHTTPResponse | None = None
            error: Exception | None = None
            try:
                response = self._send(target)
                if response.status == 200:
                    return _answer(response)
                self._raise_final(response, where)
            except SSLError:
                raise self._problem(where, _CERTIFICATE) from None
            except (HTTPError, DamagedPageError) as caught:
                error = caught
            try:
                retry = retry.increment("GET", "", response=response if error is None else None, error=error)
            except MaxRetryError:
                if isinstance(error, DamagedPageError):
                    raise error from None
                if error is None and response is not None:
                    raise StatusError(response.status) from None
                raise self._problem(where, _sentence(error)) from None
            _sleep(retry, response)

    def _send(self, target: str) -> urllib3.BaseHTTPResponse:
        """One request, not before its time. The body is read and unpacked when it returns."""
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + 1 / self._endpoint.requests_per_second
        return self._pool.request("GET", target, headers=self._headers, retries=False, redirect=False)

    def _raise_final(self, response: urllib3.BaseHTTPResponse, where: str) -> None:
        """Raise for a status that asking again cannot change."""
        if response.status == 401:
            names = " and ".join(self._endpoint.variables)
            raise self._problem(where, f"the server refused user and password (401); check the variables {names}")
        if 300 <= response.status < 400:
            raise self._problem(where, _redirected(response))
        if response.status not in TRANSIENT:
            raise StatusError(response.status)

    def _problem(self, where: str, text: str) -> InputError:
        return InputError([f"{self._endpoint.url}: {where}: {text}"])


_CERTIFICATE = (
    "the server's certificate is not trusted, or the connection is no TLS; check url, "
    "or name the authority's certificate in ca_file"
)


def _pool(endpoint: Endpoint) -> urllib3.HTTPConnectionPool:
    parts = urlsplit(endpoint.url)
    timeout = Timeout(connect=min(endpoint.timeout, CONNECT_SECONDS), read=endpoint.timeout)
    if parts.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            parts.hostname or "", parts.port, timeout=timeout, maxsize=1, ca_certs=endpoint.ca_file or None
        )
    return urllib3.HTTPConnectionPool(parts.hostname or "", parts.port, timeout=timeout, maxsize=1)


def _answer(response: urllib3.BaseHTTPResponse) -> Answer:
    kind = response.headers.get("Content-Type", "")
    text = page_text(response.data, kind)
    return Answer(parse_page(text, kind), text)


def _sleep(retry: Retry, response: urllib3.BaseHTTPResponse | None) -> None:
    try:
        retry.sleep(response)
    except InvalidHeader:  # a Retry-After that is neither seconds nor a date
        retry.sleep()


def _redirected(response: urllib3.BaseHTTPResponse) -> str:
    """Where to, without the query, which may hold a token."""
    parts = urlsplit(response.headers.get("Location", ""))
    target = f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else parts.path
    return (
        f"the server sends us on to {target} ({response.status}), and the password is not sent there; "
        "check url, and that this user may use the WebAPI"
    )


def _sentence(error: Exception | None) -> str:
    if isinstance(error, NameResolutionError):
        return "the server's name is not known; check url and the network"
    return f"the server cannot be reached or breaks off ({type(error).__name__}); check url and the network, run again"
