"""A form read into what a handler works with; every fault is told beside its field, in French (ACC-10)."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from chalicelib.domain.errors import FaultyForm, Invalid
from chalicelib.handlers.body_faults import Fault
from chalicelib.handlers.portal_persons_json import InFrench
from chalicelib.handlers.requests import Parameter, RawRequest, read_body, texts_of

_REQUIRED = "Ce champ est obligatoire."
_TYPES = {
    "string_type": "Un texte est attendu.",
    "int_type": "Un nombre entier est attendu.",
    "int_from_float": "Un nombre entier est attendu.",
    "float_type": "Un nombre est attendu.",
    "bool_type": "Une valeur oui ou non est attendue.",
    "list_type": "Une liste est attendue.",
    "dict_type": "Un objet est attendu.",
    "model_type": "Un objet est attendu.",
}


def read_form(raw: RawRequest, parameters: Sequence[Parameter], model: Any) -> tuple[dict[str, Any], Any]:
    """Read the parameters and the body. Raises: FaultyForm with a message per faulty field; Invalid for what is no JSON."""
    faults: dict[str, str] = {}
    values: dict[str, Any] = {}
    for parameter in parameters:
        texts = texts_of(parameter, raw)
        if not texts:
            values[parameter.name] = parameter.default
            continue
        read = [parameter.read(each) for each in texts]
        if any(fault is not None for _, fault in read):
            faults[parameter.name] = "Cette valeur n'est pas reconnue."
        found = [value for value, _ in read]
        values[parameter.name] = found if parameter.is_list else found[-1]
    body = None
    if model is not None:
        body, found_in_body = _read(model, raw.content)
        faults |= _by_field(found_in_body)
    if faults:
        raise FaultyForm(faults)
    return values, body


def _read(model: Any, content: bytes) -> tuple[Any, Sequence[Fault]]:
    """A form of the portal's, or what partners send too, or else everything that is wrong with it."""
    if not issubclass(model, BaseModel):
        return read_body(model, content)
    try:
        return model.model_validate_json(content), []
    except ValidationError as error:
        return None, [Fault(each["type"], each["loc"], each["input"], each.get("ctx", {})) for each in error.errors(include_url=False)]


def _by_field(faults: Sequence[Fault]) -> dict[str, str]:
    if any(each.type == "json_invalid" for each in faults):
        raise Invalid("La demande n'est pas lisible : son contenu n'est pas du JSON valide.")
    return {".".join(map(str, each.place)) or "body": _text(each) for each in faults}


def _text(fault: Fault) -> str:
    kind, context = fault.type, fault.context
    if kind in _TYPES:
        return _REQUIRED if fault.value is None else _TYPES[kind]
    match kind:
        case "missing":
            return _REQUIRED
        case "string_too_long":
            return f"Ce texte est trop long : {context['max_length']} caractères au plus."
        case "string_too_short":
            return _REQUIRED if context["min_length"] == 1 else f"Ce texte est trop court : {context['min_length']} caractères au moins."
        case "too_long":
            return f"Cette liste est trop longue : {context['max_length']} éléments au plus."
        case "too_short":
            return f"Cette liste est trop courte : {context['min_length']} élément(s) au moins."
        case "greater_than_equal":
            return f"Cette valeur doit être au moins {context['ge']}."
        case "literal_error" | "enum":
            return "Cette valeur n'est pas dans la liste."
        case "value_error" if isinstance(context.get("error"), InFrench):
            return str(context["error"])
        case _:
            return "Cette valeur n'est pas dans le bon format."
