"""Flask-Security's messages in our words."""

MESSAGES = {
    "TWO_FACTOR_INVALID_TOKEN": "Enter the code that your app shows now. Each code works once",
    "INVALID_RECOVERY_CODE": "Enter one of your recovery codes that you have not used yet",
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": "Choose one of the ways shown",
    "API_ERROR": "The passkey was not read. Try again",
    "WEBAUTHN_NAME_REQUIRED": "Enter a name for the passkey",
    "WEBAUTHN_NAME_INUSE": "You have a passkey with this name: enter another name",
    "WEBAUTHN_NAME_NOT_FOUND": "You have no passkey with this name",
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": "Enter a name of letters, numbers, blanks and dashes",
    "INVALID_INPUT": "Enter a name of letters, numbers, blanks and dashes",
    "WEBAUTHN_CREDENTIAL_ID_INUSE": "This passkey is registered already",
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": "This passkey is not registered here",
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": "This passkey is not registered here",
    "WEBAUTHN_NO_VERIFY": "The passkey could not be checked. Try again",
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": "This passkey cannot be used here",
    "WEBAUTHN_MISMATCH_USER_HANDLE": "This passkey belongs to another account",
}

SETTINGS = {f"SECURITY_MSG_{key}": (words, "error") for key, words in MESSAGES.items()}
