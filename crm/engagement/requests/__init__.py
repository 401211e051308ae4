"""What a group raised or asked for, what was done about it, and whether it helped: asked, answered, heard back."""
