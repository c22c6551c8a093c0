"""The numbers that people read in French are those of the rules: who changes a limit changes its sentences too."""

from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.domain.limits import LIMITS

ROOT = Path(__file__).resolve().parents[2]
MAILS, DOMAIN, USE_CASES, HANDLERS = "chalicelib/adapters/mail_templates", "chalicelib/domain", "chalicelib/use_cases", "chalicelib/handlers"
PORTAL, SIGN_IN = "portal/src/features", "portal/src/features/connexion"


def days(duration: timedelta) -> str:
    return f"{duration.days} jours"


def hours(duration: timedelta) -> str:
    number = duration // timedelta(hours=1)
    return f"{number} heure{'s' if number > 1 else ''}"


def minutes(duration: timedelta) -> str:
    return f"{duration // timedelta(minutes=1)} minutes"


ACTIVATION, RESET, REQUEST = days(LIMITS.activation_link_life), hours(LIMITS.reset_link_life), days(LIMITS.request_link_life)
CODE, IDLE, SESSION = minutes(LIMITS.code_life), minutes(LIMITS.session_idle), hours(LIMITS.session_life)
DORMANT, FAILURES = days(LIMITS.deactivation_age), LIMITS.failures_before_block
REMINDERS = f"{days(LIMITS.first_reminder)} d'inactivité, puis {days(LIMITS.second_reminder)}"
REFRESH, PROMISE = f"toutes les {minutes(LIMITS.ingestion_period)}", minutes(LIMITS.delivery_promise)

TEXTS = {
    f"{MAILS}/activation.txt": [f"reste valable {ACTIVATION}"],
    f"{MAILS}/mot_de_passe_oublie.txt": [f"reste valable {RESET}"],
    f"{MAILS}/demande_confirmer.txt": [f"pendant {REQUEST}"],
    f"{MAILS}/code_connexion.txt": [f"reste valable {CODE}"],
    f"{MAILS}/compte_desactive.txt": [f"depuis {DORMANT}"],
    f"{MAILS}/dernier_administrateur.txt": [f"depuis {DORMANT}"],
    f"{DOMAIN}/sign_in_words.py": [f"Après {FAILURES} tentatives", f"après {IDLE} d'inactivité", f"après {DORMANT} d'inactivité"],
    f"{DOMAIN}/statistics_file.py": [f"en moins de {PROMISE}"],
    f"{USE_CASES}/keep_account.py": [f"plus de {minutes(LIMITS.authenticator_setup)}"],
    f"{HANDLERS}/job_schedules.py": [
        f"après {days(LIMITS.abandoned_deposit_age)}",
        f"à {LIMITS.first_reminder.days} et {days(LIMITS.second_reminder)}, les désactive à {LIMITS.deactivation_age.days}",
    ],
    "portal/src/app/layout/SessionWatch.tsx": [f"dure {SESSION} au plus"],
    f"{PORTAL}/mon-compte/SessionsSection.tsx": [f"après {IDLE} sans action"],
    f"{PORTAL}/demandes/FollowedRequestPage.tsx": [f"valable {REQUEST}"],
    f"{SIGN_IN}/ResetPasswordPage.tsx": [f"valable {RESET}"],
    f"{SIGN_IN}/ForgottenPasswordPage.tsx": [f"reste valable {RESET}"],
    f"{SIGN_IN}/RenewPasswordPage.tsx": [f"plus de {LIMITS.password_months} mois"],
    f"{SIGN_IN}/SecondFactorPage.tsx": [f"reste valable {CODE}"],
    f"{PORTAL}/comptes/AccountState.tsx": [f"après {DORMANT} d'inactivité"],
    f"{PORTAL}/teledossiers/list/RefreshBar.tsx": [REFRESH],
    f"{PORTAL}/teledossiers/list/NothingHere.tsx": [REFRESH],
    f"{PORTAL}/statistiques/StatisticsReport.tsx": [f"en moins de {PROMISE}"],
    f"{PORTAL}/aide/LegalPage.tsx": [
        f"désactivé après {DORMANT}",
        f"{RESET} (mot de passe oublié) ou {ACTIVATION} (activation), un code {CODE}",
        f"supprimé après {days(LIMITS.abandoned_deposit_age)}",
        f"{LIMITS.audit_retention.days // 365} ans",
        days(LIMITS.attempts_life),
        f"{days(LIMITS.unconfirmed_request_life)} si l'adresse",
        f'howLong: "{days(LIMITS.unsent_mail_life)}"',
        f"{IDLE} sans action, {SESSION} au plus",
    ],
    f"{PORTAL}/aide/faq/authentification.ts": [
        f"tous les {LIMITS.password_months} mois",
        f"au bout de {REMINDERS} et mon compte est désactivé au bout du {LIMITS.deactivation_age.days}e jour",
        f"Au bout de {FAILURES} tentatives",
        f"pendant {LIMITS.first_block // timedelta(minutes=1)} min la première fois",
        f"au bout de {IDLE} d'inactivité",
    ],
    f"{PORTAL}/aide/faq/abonnements.ts": [" et à ".join(hours(timedelta(hours=each)) for each in LIMITS.digest_hours)],
    f"{PORTAL}/aide/faq/teledossiers.ts": [REFRESH, f"au bout de {IDLE} d'inactivité"],
}


@pytest.mark.rule("AUT-02", "AUT-03", "AUT-04", "AUT-05", "AUT-07", "AUT-08", "SUB-11", "SUB-15", "JOB-01", "DEP-13", "MAI-01")
@pytest.mark.parametrize("path", TEXTS)
def test_a_text_says_the_number_of_its_rule(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert [each for each in TEXTS[path] if each not in text] == []
