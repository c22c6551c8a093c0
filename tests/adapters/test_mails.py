"""Each mail that the domain names has its French words, as safe text and as accessible HTML. **Source:** MAI-02."""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import pytest

from chalicelib.adapters import mail_rendering
from chalicelib.adapters.mail_rendering import render
from chalicelib.domain import account_mails, identity_mails, mailings, request_mails
from chalicelib.domain.accounts import Account
from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.callers import Side
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.digests import Sheaf
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.links import Purpose
from chalicelib.domain.mails import Mail
from chalicelib.domain.portal_users import SUPPORT_ADDRESS
from chalicelib.domain.requests import SubscriptionRequest
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.subscriptions import Frequency, Person, Subscription, SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import PauseReason, SealedSecret, Webhook

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PORTAL = "https://portail.hubee.test"
VOID = {"meta", "br"}
HOSTILE = {
    "markup": "<script>alert(1)</script>&amp;\"'",
    "another header": "1\r\nBcc: victim@example.test",
    "paragraphs of its own": "1\n\n- Motif : x\u2028\u2029\x85y\n\nCliquez : https://portail.hubee.test/faux",
    "writing turned round": "1\u202e2\u00003\x1b4",
    "a placeholder": "${portal_url} $reason $$ {number} %s",
    "half a character": "1\ud800",
    "very long": "numero " * 10_000,
}


def a_case(word: str) -> Case:
    someone = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
    applicant = Applicant(first_name="Prudence", last_name="Personne-Concernee", email="prudence@personne.test")
    return Case(id="6f1c", folder_id="f", process_code=word, osl=someone, recipient=someone, external_id=word, applicant=applicant, created_at=NOW)


def a_subscription(word: str) -> Subscription:
    return Subscription(
        id="s",
        datapass_id=1,
        process_code=word,
        subscriber=OrganisationId(type="SI", company_register=word, branch_code="38544"),
        frequency=Frequency.EACH,
        email="etat-civil@vienne.test",
        local_administrator=Person(email="maire@vienne.test", first_name="Camille", last_name="Administratrice"),
        rejection_reason=word,
        created_at=NOW,
    )


def subscription_mails(word: str) -> Iterator[Mail]:
    for status in SubscriptionStatus:
        yield from mailings.subscription_mails(a_subscription(word), status=status, cause="c", at=NOW)


def an_account() -> Account:
    return Account(
        id="a",
        email="maire@vienne.test",
        actor_type=ActorType.AGENT,
        organisations=(OrganisationId(type="SI", company_register="21380544300016", branch_code="38544"),),
        first_name="Camille",
        last_name="Administratrice",
        roles=frozenset(),
        active_at=NOW,
        sessions_from=NOW,
        created_at=NOW,
    )


def a_session() -> Session:
    return Session(id="s", account_id="a", stage=Stage.SECOND_FACTOR, opened_at=NOW, seen_at=NOW, expires_at=NOW)


def a_sheaf(word: str) -> Sheaf:
    subscription = replace(a_subscription("CERTDC"), frequency=Frequency.DAILY)
    entry = mailings.new_case_mail(subscription, a_case(word), cause="c", at=NOW)
    assert isinstance(entry, AgendaEntry)
    return Sheaf(subscription_id="s", due_at=entry.due_at).with_entries([entry])


def a_request(word: str, *, reason: str | None = None) -> SubscriptionRequest:
    organisation = OrganisationId(type="SI", company_register=word, branch_code="38544")
    return SubscriptionRequest(
        id="r",
        reference="ref",
        process_code=word,
        osl=organisation,
        organisation=organisation,
        organisation_name="Camille Administratrice",
        postal_code="38200",
        territory="Isère",
        requester="maire@vienne.test",
        local_administrator=Person(email="maire@vienne.test", first_name="Camille", last_name="Administratrice"),
        created_at=NOW,
        rejection_reason=reason,
    )


def webhook_mails(word: str) -> Iterator[Mail]:
    organisation = OrganisationId(type="SI", company_register=word, branch_code="38544")
    secrets = (SealedSecret(sealed="s"),)
    webhook = Webhook(id="w", side=Side.SI, organisation=organisation, url="https://logiciel.test/x?key=y", secrets=secrets, created_at=NOW)
    return (mailings.webhook_paused_mail(webhook, reason, word, "maire@vienne.test", at=NOW) for reason in PauseReason)


Mailings: TypeAlias = dict[str, Callable[[str], Iterator[Mail | AgendaEntry | None]]]
MAILINGS: Mailings = {
    "new_case_mail": lambda word: iter([mailings.new_case_mail(a_subscription(word), a_case(word), cause="c", at=NOW)]),
    "changed_case_mail": lambda word: iter([mailings.changed_case_mail(a_subscription(word), a_case(word), cause="c", at=NOW)]),
    "subscription_mails": subscription_mails,
    "digest_mail": lambda word: iter([mailings.digest_mail(a_subscription(word), a_sheaf(word), at=NOW)]),
    "credentials_mail": lambda word: iter([mailings.credentials_mail(a_subscription(word), "maire@vienne.test", cause="c", at=NOW)]),
    "webhook_paused_mail": webhook_mails,
}
IDENTITY_MAILS: Mailings = {
    "code_mail": lambda _: iter([identity_mails.code_mail(an_account(), a_session(), at=NOW)]),
    "reset_mail": lambda _: iter([identity_mails.reset_mail("maire@vienne.test", at=NOW)]),
    "block_mail": lambda _: iter([identity_mails.block_mail("maire@vienne.test", NOW, cause="c", at=NOW)]),
    "password_mail": lambda _: iter([identity_mails.password_mail(an_account(), cause="c", at=NOW)]),
    "authenticator_mail": lambda _: (identity_mails.authenticator_mail(an_account(), is_on=each, cause="c", at=NOW) for each in (True, False)),
}
REQUEST_MAILS: Mailings = {
    "confirmation_mail": lambda word: iter([request_mails.confirmation_mail([a_request(word)], at=NOW)]),
    "received_mail": lambda word: iter([request_mails.received_mail([a_request(word)], at=NOW)]),
    "to_decide_mails": lambda word: iter(request_mails.to_decide_mails([a_request(word)], ["dila@operateur.test"], at=NOW)),
    "decided_mail": lambda word: (request_mails.decided_mail(each, at=NOW) for each in (a_request(word), a_request(word, reason=word))),
}
ACCOUNT_MAILS: Mailings = {
    "activation_mail": lambda _: iter([account_mails.activation_mail(an_account(), cause="c", at=NOW)]),
    "named_mail": lambda word: iter(
        [account_mails.named_mail(an_account(), OrganisationId(type="SI", company_register=word, branch_code="1"), cause="c", at=NOW)]
    ),
    "reminder_mail": lambda _: (account_mails.reminder_mail(an_account(), days=60, is_last=each, at=NOW) for each in (False, True)),
    "closed_mail": lambda _: iter([account_mails.closed_mail(an_account(), at=NOW)]),
    "last_manager_mail": lambda _: iter([account_mails.last_manager_mail(an_account(), at=NOW)]),
    "administrator_asked_mails": lambda word: account_mails.administrator_asked_mails(
        [an_account()], an_account().organisations[0], word, cause="c", at=NOW
    ),
    "support_mail": lambda word: iter([account_mails.support_mail(an_account().organisations[0], word, word, cause="c", at=NOW)]),
}
EVERY: dict[ModuleType, Mailings] = {account_mails: ACCOUNT_MAILS, mailings: MAILINGS, identity_mails: IDENTITY_MAILS, request_mails: REQUEST_MAILS}
"""The mailings of each module of the domain that makes mails."""
SECRETS = {"token": "a.secret", "code": "012345"}
"""What a mail that mints a secret leaves with."""
LINKS = {
    "teledossier_nouveau": "/teledossiers/6f1c",
    "teledossier_modifie": "/teledossiers/6f1c",
    "demande_confirmer": "/demande/confirmation#a.secret",
    "demande_recue": "/demande/ref",
    "demande_acceptee": "/demande/ref",
    "demande_refusee": "/demande/ref",
    "mot_de_passe_oublie": "/mot-de-passe#a.secret",
    "activation": "/activation#a.secret",
}
"""Where a mail's link leads, when it is not the portal's first page."""


def mails_with(word: str) -> dict[str, Mail]:
    """One mail of each template, as the domain makes it, with the same word wherever a word is given from outside."""
    made = (each for every in EVERY.values() for mailing in every.values() for each in mailing(word) if isinstance(each, Mail))
    return {each.template: replace(each, words={**each.words, **_secret_of(each)}) for each in made}


def _secret_of(made: Mail) -> dict[str, str]:
    name = "code" if made.mints is Purpose.CODE else "token"
    return {} if made.mints is None else {name: SECRETS[name]}


TEMPLATES = sorted(mails_with("CERTDC"))


class Page(HTMLParser):
    """What a reader of the HTML is given: its tags in order, its words, its links; every tag must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.languages: list[str] = []
        self.said = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.languages += [tag] if given.get("lang") == "fr" else []
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(given["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.said += f" {self.links[-1]} " if tag == "a" else " "

    def handle_data(self, data: str) -> None:
        self.said += data if "body" in self.open else ""


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def the_mail(template: str = "teledossier_nouveau", word: str = "CERTDC") -> Mail:
    return mails_with(word)[template]


@pytest.mark.rule("MAI-02")
@pytest.mark.parametrize("module", EVERY, ids=[each.__name__ for each in EVERY])
def test_every_mailing_of_the_domain_is_tried_here(module: ModuleType) -> None:
    functions = inspect.getmembers(module, inspect.isfunction)
    assert {name for name, each in functions if each.__module__ == module.__name__ and not name.startswith("_")} == set(EVERY[module])


@pytest.mark.rule("MAI-02")
def test_each_mail_of_the_domain_has_its_template_and_no_template_is_left_over() -> None:
    folder = Path(mail_rendering.__file__).parent / "mail_templates"
    assert sorted(path.name for path in folder.glob("[!_]*")) == [f"{template}.txt" for template in TEMPLATES]


@pytest.mark.rule("MAI-02")
@pytest.mark.parametrize("word", ["CERTDC", *HOSTILE.values()], ids=["plain", *HOSTILE])
@pytest.mark.parametrize("template", TEMPLATES)
def test_text_and_html_say_the_same_words_whatever_they_are(template: str, word: str) -> None:
    rendered = render(the_mail(template, word), PORTAL)
    page = Page(rendered.html)
    assert words_of(page.said) == words_of(f"{rendered.subject} {rendered.text}".replace(" - ", " "))


@pytest.mark.rule("MAI-02")
@pytest.mark.parametrize("word", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("template", TEMPLATES)
def test_no_word_changes_the_shape_of_a_mail(template: str, word: str) -> None:
    plain, hostile = render(the_mail(template), PORTAL), render(the_mail(template, word), PORTAL)
    assert Page(hostile.html).tags == Page(plain.html).tags
    assert Page(hostile.html).links == Page(plain.html).links
    assert hostile.text.count("\n") == plain.text.count("\n")
    assert hostile.subject.isprintable()
    assert len(hostile.subject) <= 200
    assert hostile.text.replace("\n", "").isprintable()
    assert (hostile.subject + hostile.text + hostile.html).encode()


@pytest.mark.rule("MAI-02")
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_mail_is_a_french_page_with_one_heading_and_a_link_that_says_where_it_leads(template: str) -> None:
    rendered = render(the_mail(template), PORTAL)
    page = Page(rendered.html)
    assert page.languages[0] == "html"
    assert [page.tags.count(each) for each in ("title", "main", "h1", "footer", "a", "img", "script")] == [1, 1, 1, 1, 1, 0, 0]
    assert f"<title>{rendered.subject}</title>" in unescape(rendered.html)
    assert not re.search(r">\s*https?:", rendered.html)
    assert "$" not in rendered.subject + rendered.text + rendered.html


@pytest.mark.rule("MAI-02")
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_mail_tells_process_number_and_link_and_nobody_s_name(template: str) -> None:
    words = the_mail(template).words
    rendered = render(the_mail(template), f"{PORTAL}/")
    link = PORTAL + LINKS.get(template, "")
    assert f" : {link}\n" in rendered.text
    assert Page(rendered.html).links == [link]
    for told in words.keys() - {"reason"}:
        assert words[told] in rendered.text
    assert SUPPORT_ADDRESS in rendered.text
    for personal in ("Prudence", "Personne-Concernee", "prudence@", "Camille", "Administratrice", "@vienne.test"):
        assert personal not in rendered.subject + rendered.text + rendered.html


@pytest.mark.rule("MAI-02")
def test_a_refusal_tells_its_reason() -> None:
    refused = next(iter(mailings.subscription_mails(a_subscription("Doublon"), status=SubscriptionStatus.REFUSED, cause="c", at=NOW)))
    assert "- Motif du refus : Doublon\n" in render(refused, PORTAL).text


@pytest.mark.rule("MAI-02")
def test_colours_stand_out_from_their_background() -> None:
    def luminance(colour: str) -> float:
        parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
        red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    html = render(the_mail(), PORTAL).html
    background = re.findall(r"background: (#\w{6})", html)
    colours = re.findall(r"[ \"]color: (#\w{6})", html)
    assert background == ["#ffffff"]
    assert len(colours) == 2
    for colour in colours:
        assert (luminance("#ffffff") + 0.05) / (luminance(colour) + 0.05) >= 7
