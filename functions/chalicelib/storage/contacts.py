"""Contacts: the only place of phone numbers and names, sealed with the deployment's own KMS key.

The function behind the pages may only put (its policy has neither GetItem here nor kms:Decrypt).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.outbox import Contact
from chalicelib.storage import keys
from chalicelib.storage.items import Item


@dataclass(frozen=True, slots=True)
class SealedContacts:
    """Seals and opens contacts; the petition's number is bound to the seal, so that no item can stand in for another."""

    dynamodb: Any
    kms: Any
    table: str
    key: str

    def seal(self, contact: Contact) -> Item:
        """The item to put: one KMS call."""
        words = json.dumps({"phone": contact.phone, "name": contact.name}, ensure_ascii=False)
        sealed = self.kms.encrypt(
            KeyId=self.key, Plaintext=words.encode(), EncryptionContext={"petition": contact.number}
        )
        return {"pk": {"S": keys.petition(contact.number)}, "sealed": {"B": sealed["CiphertextBlob"]}}

    def open(self, number: str) -> Contact | None:
        """The contact of a petition; None when it was erased or never given."""
        answer = self.dynamodb.get_item(TableName=self.table, Key={"pk": {"S": keys.petition(number)}})
        if "Item" not in answer:
            return None
        opened = self.kms.decrypt(
            KeyId=self.key,
            CiphertextBlob=answer["Item"]["sealed"]["B"],
            EncryptionContext={"petition": number},
        )
        words = json.loads(opened["Plaintext"])
        return Contact(number, words["phone"], words["name"])

    def forget(self, number: str) -> None:
        """Nothing; the contact is gone. The function that erases can do this and cannot read."""
        self.dynamodb.delete_item(TableName=self.table, Key={"pk": {"S": keys.petition(number)}})
