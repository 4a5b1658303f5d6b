"""Runs a command on a terminal, types answers once their questions are shown, and prints what the terminal got.

terminal.py '[["question", "answer"], …]' command argument…
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 160, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
while True:
    try:
        read = os.read(terminal, 65536)
    except OSError:  # Linux ends a terminal that nobody holds with EIO.
        break
    if not read:
        break
    shown += read
    while answers and answers[0][0].encode() in shown:
        os.write(terminal, answers.pop(0)[1].encode())
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
