"""The Chalice application: every route and every event function, bound once."""

from chalice import Chalice

from chalicelib.handlers import ROUTES, queues, schedules

app = Chalice(app_name="hubee", configure_logs=False)
app.api.binary_types = ["*/*"]  # every body travels as bytes: a file is never altered, an answer needs no Accept

for routes in ROUTES:
    routes.refuse_other_methods()
    app.register_blueprint(routes.blueprint)
app.register_blueprint(schedules.blueprint)
app.register_blueprint(queues.blueprint)
