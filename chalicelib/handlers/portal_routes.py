"""What people are served: a function that serves programs alone never imports it."""

from chalicelib.handlers import (
    portal_account_support,
    portal_accounts,
    portal_administration,
    portal_audit,
    portal_case_files,
    portal_cases,
    portal_downloads,
    portal_inbox,
    portal_jobs,
    portal_me,
    portal_my_account,
    portal_my_sessions,
    portal_requests,
    portal_sign_in,
    portal_statistics,
    portal_subscriptions,
    portal_uploads,
)
from chalicelib.handlers.http import RouteTable

PORTAL_ROUTES: tuple[RouteTable, ...] = (
    portal_sign_in.routes,
    portal_me.routes,
    portal_accounts.routes,
    portal_account_support.routes,
    portal_my_account.routes,
    portal_my_sessions.routes,
    portal_subscriptions.routes,
    portal_requests.routes,
    portal_cases.routes,
    portal_case_files.routes,
    portal_uploads.routes,
    portal_inbox.routes,
    portal_downloads.routes,
    portal_statistics.routes,
    portal_administration.routes,
    portal_audit.routes,
    portal_jobs.routes,
)
