"""Work without a signal: the groups taken along on a phone, contacts that wait to be sent, and the same on paper."""
