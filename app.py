"""The Chalice application: every route and every event function, bound once."""

from chalicelib.importing import importing

with importing():
    from chalicelib.handlers import polls, queues, schedules, storage_events
    from chalicelib.handlers.application import Hub

    app = Hub()
    app.register_blueprint(schedules.blueprint)
    app.register_blueprint(queues.blueprint)
    app.register_blueprint(storage_events.blueprint)
    app.register_blueprint(polls.blueprint)

# A blueprint's event function is deployed under its own module, past this one: each is bound here, and deployed as app.<name>.
send_mails = queues.send_mails
prepare = queues.prepare
check_attachments = storage_events.check_attachments
answer_polls = polls.answer_polls
canary = schedules.canary
tend_preparations = schedules.tend_preparations
remind_inactive = schedules.remind_inactive
label_subscriptions = schedules.label_subscriptions
ingest = schedules.ingest
count_cases = schedules.count_cases
send_digests = schedules.send_digests
check_forgotten_files = schedules.check_forgotten_files
finish_deliveries = schedules.finish_deliveries
remove_abandoned_deposits = schedules.remove_abandoned_deposits
erase_leftovers = schedules.erase_leftovers
announce_forgotten_mails = schedules.announce_forgotten_mails
purge_files = schedules.purge_files
archive_cases = schedules.archive_cases
delete_archived = schedules.delete_archived
link_audit = schedules.link_audit
export_audit = schedules.export_audit
