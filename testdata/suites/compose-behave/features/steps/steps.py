import socket

import psycopg2
from behave import given, then, when


def redis(command):
    """Sends one command to Redis on this host and returns the line that it answers."""
    with socket.create_connection(("localhost", 6379), timeout=10) as connection:
        connection.sendall(command.encode() + b"\r\n")
        return connection.makefile().readline().strip()


@given("a connection to the database on this host")
def connect(context):
    context.db = psycopg2.connect(host="localhost", user="postgres", dbname="postgres")
    context.db.autocommit = True


@when("{n:d} guests check in")
def check_in(context, n):
    with context.db.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS guests (name text)")
        for i in range(n):
            cursor.execute("INSERT INTO guests VALUES (%s)", ("guest %d" % i,))
            redis("INCR guests")


@then("the house counts {n:d} guests")
def counts(context, n):
    assert redis("INCR guests") == ":%d" % (n + 1), "Redis counts others as well"
