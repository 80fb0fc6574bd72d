"""Unknown, repeated or invalid query parameters are refused by name (contract section 1)."""

import pytest

from tests.support.api.client import Api, Document, rules_under, wrong_fields
from tests.support.api.templates import kept


def test_unknown_query_parameter_is_refused_on_every_route(api: Api, settings: Document) -> None:
    investigation_id, template_id = api.created(), kept(api, settings)["template_id"]

    for method, rule in rules_under(api.client.application, api.base):
        if rule.endpoint.endswith("login.log_in"):
            # Login links are disabled by default, and the service checks that first.
            continue
        path = rule.rule.removeprefix(api.base).replace("<investigation_id>", investigation_id)
        path = path.replace("<template_id>", template_id)
        response = api.call(method, path, {"If-Match": "*"}, query_string={"nonsense": "1"})
        assert response.status_code == 422, (method, path)
        assert method == "HEAD" or wrong_fields(response) == {"nonsense"}


@pytest.mark.parametrize("query", ["wait=0&wait=0", "after=a-1&after=a-2", "include=state&wait=0&include=state"])
def test_repeated_query_parameter_is_refused_by_name(api: Api, query: str) -> None:
    assert wrong_fields(api.call("GET", f"/{api.created()}/poll?{query}")) == {query.partition("=")[0]}


def test_head_accepts_the_query_parameters_of_get(api: Api) -> None:
    investigation_id = api.created()

    assert api.call("HEAD", f"/{investigation_id}/poll", query_string={"include": "state"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *(
            {"wait": value}
            for value in ("-1", "nan", "inf", "1e400", "soon", "0_0", "\u0660", " 0", "+0", "0,0", ".5", "")
        ),
        *({"include": value} for value in ("everything", "")),
    ],
)
def test_wrong_query_value_is_refused_by_name(api: Api, query: dict[str, str]) -> None:
    assert wrong_fields(api.poll(api.created(), None, **query)) == query.keys()


@pytest.mark.parametrize("wait", ["0", "-0", "0.001", "1e-3", "0E+1"])
def test_wait_accepts_any_non_negative_number(api: Api, wait: str) -> None:
    investigation_id = api.created()

    assert api.poll(investigation_id, after=api.cursor(investigation_id), wait=wait).status_code == 200


@pytest.mark.parametrize("number", ["1_0", "\u0663", "+1", " 1", "1.0", "1e1", "0x1", ""])
def test_number_in_a_query_is_decimal_digits(api: Api, number: str) -> None:
    investigation_id = api.created()
    taken = {
        f"/{investigation_id}/changes": "since_version",
        f"/{investigation_id}/state": "at_version",
        f"/{investigation_id}/diff": "from",
    }
    taken |= {f"/{investigation_id}/audit": "limit", "/history": "page", "/templates": "limit", "/active": "offset"}

    for path, name in taken.items():
        assert wrong_fields(api.call("GET", path, query_string={name: number})) == {name}, path
