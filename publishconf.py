"""What is different when the site is built for its public address: ``make public``."""

from pelicanconf import *

SITEURL = ""  # the public address, such as "https://example.org"; `make public` refuses an empty one
