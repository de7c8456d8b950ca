#!/bin/sh
# One entry point for both commands and the Chroma server; anything else is an argument of qa-bot.
case "$1" in
  qa-bot | qa-ingest | chroma) exec "$@" ;;
  *) exec qa-bot "$@" ;;
esac
