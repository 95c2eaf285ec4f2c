"""From evidence to a draft answer made of quotations and fixed sentences."""
