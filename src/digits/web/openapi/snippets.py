"""Programs that ask for an operation's example, ready to be copied: for a shell, in Python and in JavaScript."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from digits.web.openapi.examples import KEY, STROKES
from digits.web.openapi.parts import JSON, PICTURE_ADDRESS

if TYPE_CHECKING:
    from digits.web.openapi.parts import Operation

LANGUAGES = ("curl", "Python", "JavaScript")
Snippets = dict[str, str]
"""A program for each of the languages."""


def of(operation: Operation, server: str) -> Snippets:
    """The programs for an operation; they need nothing but the language, and end with the answer printed."""
    headers = {"Content-Type": JSON} if operation.body else {}
    headers |= {"Authorization": f"Bearer {KEY}"} if operation.key else {}
    url, body = server + operation.address, operation.example
    return {
        "curl": _curl(operation, url, headers, body),
        "Python": _python(operation, url, headers, body),
        "JavaScript": _javascript(operation, url, headers, body),
    }


def first(server: str) -> dict[str, Snippets]:
    """The programs to begin with: a drawing, a picture file, and several at once."""
    url, picture = f"{server}/api/v1/predict", server + PICTURE_ADDRESS
    strokes = json.dumps({"strokes": STROKES})
    return {
        "A drawing": {
            "curl": f"curl {url} \\\n  --header 'Content-Type: {JSON}' \\\n  --data '{strokes}'",
            "Python": f"""import json
from urllib.request import Request, urlopen

strokes = {json.dumps(STROKES)}
body = json.dumps({{"strokes": strokes}}).encode()
with urlopen(Request("{url}", body, {{"Content-Type": "{JSON}"}})) as answer:
    reading = json.load(answer)
print(reading["digit"], reading["verdict"], max(reading["probabilities"]))""",
            "JavaScript": f"""const answer = await fetch("{url}", {{
  method: "POST",
  headers: {{ "Content-Type": "{JSON}" }},
  body: JSON.stringify({strokes}),
}});
const reading = await answer.json();
console.log(reading.digit, reading.verdict, Math.max(...reading.probabilities));""",
        },
        "A picture file": {
            "curl": f"curl '{picture}' --output seven.png\n"
            f"curl {url} --header 'Content-Type: image/png' --data-binary @seven.png",
            "Python": f"""import json
from urllib.request import Request, urlopen

with urlopen("{picture}") as seven:
    picture = seven.read()  # or pathlib.Path("seven.png").read_bytes()
with urlopen(Request("{url}", picture, {{"Content-Type": "image/png"}})) as answer:
    reading = json.load(answer)
print(reading["digit"], reading["verdict"], max(reading["probabilities"]))""",
            "JavaScript": f"""const seven = await fetch("{picture}");
const picture = await seven.blob(); // or the file of an <input type="file">
const answer = await fetch("{url}", {{ method: "POST", body: picture }});
const reading = await answer.json();
console.log(reading.digit, reading.verdict, Math.max(...reading.probabilities));""",
        },
        "Several files": {
            "curl": f"curl '{picture}' --output seven.png\ncurl {url} --form file=@seven.png --form file=@seven.png",
            "Python": f"""import json
from urllib.request import Request, urlopen

with urlopen("{picture}") as seven:
    files = {{"one.png": seven.read()}}
files["two.png"] = files["one.png"]
body = b""
for name, picture in files.items():
    body += f'--part\\r\\nContent-Disposition: form-data; name="file"; filename="{{name}}"\\r\\n\\r\\n'.encode()
    body += picture + b"\\r\\n"
headers = {{"Content-Type": "multipart/form-data; boundary=part"}}
with urlopen(Request("{url}", body + b"--part--\\r\\n", headers)) as answer:
    for reading in json.load(answer)["readings"]:
        print(reading["name"], reading["error"]["detail"] if "error" in reading else reading["digit"])""",
            "JavaScript": f"""const seven = await fetch("{picture}");
const picture = await seven.blob();
const form = new FormData();
form.append("file", picture, "one.png");
form.append("file", picture, "two.png");
const answer = await fetch("{url}", {{ method: "POST", body: form }});
for (const reading of (await answer.json()).readings) {{
  console.log(reading.name, reading.error?.detail ?? reading.digit);
}}""",
        },
    }


def _curl(operation: Operation, url: str, headers: dict[str, str], body: object) -> str:
    words = [f"curl {shlex.quote(url)}"]
    words += ["--request DELETE"] if operation.method == "delete" else []
    words += [f"--header {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    words += [f"--data {shlex.quote(json.dumps(body))}"] if body else []
    words += ["--output number.png"] if operation.media == "image/png" else []
    return " \\\n  ".join(words)


def _python(operation: Operation, url: str, headers: dict[str, str], body: object) -> str:
    needed = {JSON: ["import json"], "image/png": ["from pathlib import Path"]}
    lines = needed.get(operation.media, [])
    lines += ["from urllib.request import Request, urlopen", ""]
    lines += [f"body = {json.dumps(body)}"] if body else []
    options = [json.dumps(url)]
    options += ["json.dumps(body).encode()"] if body else []
    options += [f"headers={json.dumps(headers)}"] if headers else []
    options += [f'method="{operation.method.upper()}"'] if operation.method == "delete" else []
    lines += ["request = Request(", *(f"    {option}," for option in options), ")", "with urlopen(request) as answer:"]
    read = {
        JSON: "print(json.load(answer))",
        "text/plain": "print(answer.read().decode())",
        "image/png": 'Path("number.png").write_bytes(answer.read())',
    }
    return "\n".join([*lines, "    " + read.get(operation.media, "print(answer.status)")])


def _javascript(operation: Operation, url: str, headers: dict[str, str], body: object) -> str:
    options = [f'method: "{operation.method.upper()}"'] if operation.method != "get" else []
    options += [f"headers: {json.dumps(headers)}"] if headers else []
    options += [f"body: JSON.stringify({json.dumps(body)})"] if body else []
    given = ", {\n" + "".join(f"  {option},\n" for option in options) + "}" if options else ""
    read = {JSON: "await answer.json()", "text/plain": "await answer.text()", "image/png": "await answer.blob()"}
    said = read.get(operation.media, "answer.status")
    return f"const answer = await fetch({json.dumps(url)}{given});\nconsole.log({said});"
