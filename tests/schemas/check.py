"""Judges records with PyPI's jsonschema and names those that Formwork judges differently: check.py FILE

The file is what platform-server/tests/proofs/schemas.rs writes.
"""

import json
import sys

from jsonschema import Draft202012Validator


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        entities = json.load(file)
    judged = 0
    differ = []
    for entry in entities:
        Draft202012Validator.check_schema(entry["schema"])
        validator = Draft202012Validator(entry["schema"], format_checker=Draft202012Validator.FORMAT_CHECKER)
        for case in entry["records"]:
            judged += 1
            error = next(validator.iter_errors(case["record"]), None)
            if (error is None) != case["accepted"]:
                ours = "accepts" if case["accepted"] else "refuses"
                theirs = "accepted" if error is None else f"{error.json_path}: {error.message[:300]}"
                record = json.dumps(case["record"], ensure_ascii=False)[:900]
                differ.append(f"{entry['entity']}: Formwork {ours}, jsonschema: {theirs}: {record}")
    print(f"jsonschema judged {judged} records; {len(differ)} differently")
    print("\n".join(differ))
    return 1 if differ else 0


sys.exit(main())
