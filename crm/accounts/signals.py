"""What happens at sign-in, said to whoever listens: the change history does. Flask-Security has more of these."""

from blinker import Namespace

_ours = Namespace()
recovery_codes_made = _ours.signal("recovery-codes-made")
recovery_code_used = _ours.signal("recovery-code-used")
