/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Child processes. What is sent and what is answered may each fill a pipe, so sending reads answers meanwhile.
 */
#include "process.h"
#include "term.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct process {
    pid_t pid;
    int to, from;
    char *text;                /* what it said and nobody has read: text[start, end) */
    size_t start, end, room;
    bool ended;                /* it has closed its output */
};

static void run_child(const char *const argv[], int in, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (dup2(in, 0) >= 0 && dup2(out, 1) >= 0)
        execvp(argv[0], (char *const *)(size_t)argv);
    _exit(127);
}

struct process *process_start(const char *const argv[])
{
    struct process *process = calloc(1, sizeof *process);
    int to[2], from[2];

    if (process == NULL || pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0)
        prover_fail("no pipe to %s: %s", argv[0], strerror(errno));
    signal(SIGPIPE, SIG_IGN);
    process->pid = fork();
    if (process->pid < 0)
        prover_fail("no process for %s: %s", argv[0], strerror(errno));
    if (process->pid == 0)
        run_child(argv, to[0], from[1]);
    close(to[0]);
    close(from[1]);
    process->to = to[1];
    process->from = from[0];
    fcntl(process->to, F_SETFL, O_NONBLOCK);
    fcntl(process->from, F_SETFL, O_NONBLOCK);
    return process;
}

void process_end(struct process *process)
{
    if (process == NULL)
        return;
    close(process->to);
    close(process->from);
    kill(process->pid, SIGKILL);
    waitpid(process->pid, NULL, 0);
    free(process->text);
    free(process);
}

/* Takes over what has been said. */
static void receive(struct process *process)
{
    ssize_t n;

    if (process->end == process->room) {
        if (process->start > process->room / 2) {
            memmove(process->text, process->text + process->start, process->end - process->start);
            process->end -= process->start;
            process->start = 0;
        } else {
            process->room = process->room * 2 + 65536;
            process->text = realloc(process->text, process->room);
            if (process->text == NULL)
                prover_fail("out of memory");
        }
    }
    n = read(process->from, process->text + process->end, process->room - process->end);
    if (n > 0)
        process->end += (size_t)n;
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        process->ended = true;
}

bool process_send(struct process *process, const char *text, size_t length)
{
    while (length > 0) {
        struct pollfd waits[2] = {{process->to, POLLOUT, 0}, {process->from, POLLIN, 0}};
        ssize_t n;
        if (process->ended)
            return false;
        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            return false;
        if (waits[1].revents != 0)
            receive(process);
        if (waits[0].revents == 0)
            continue;
        n = write(process->to, text, length);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (n > 0) {
            text += n;
            length -= (size_t)n;
        }
    }
    return true;
}

const char *process_line(struct process *process, unsigned seconds)
{
    for (;;) {
        char *line = process->text == NULL ? NULL : process->text + process->start;
        char *stop = line == NULL ? NULL : memchr(line, '\n', process->end - process->start);
        struct pollfd wait = {process->from, POLLIN, 0};
        int ready;
        if (stop != NULL) {
            *stop = '\0';
            process->start = (size_t)(stop - process->text) + 1;
            return line;
        }
        if (process->ended)
            return NULL;
        ready = poll(&wait, 1, (int)seconds * 1000);
        if (ready == 0 || (ready < 0 && errno != EINTR))
            return NULL;
        if (ready > 0)
            receive(process);
    }
}
