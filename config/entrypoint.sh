#!/bin/sh
# One entry point for both commands; anything else is an argument of qa-bot.
case "$1" in
  qa-bot | qa-ingest) exec "$@" ;;
  *) exec qa-bot "$@" ;;
esac
