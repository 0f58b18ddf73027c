#include "agent/collectors/kernel/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::kernel {

Work parse_work(std::string_view stat) {
    Work work;
    std::string_view line;
    while (take_line(stat, line)) {
        const std::string_view name = take_word(line);
        if (name == "intr") work.interrupts = take_number(line);  // the first is the sum of the others
        else if (name == "ctxt") work.context_switches = take_number(line);
        else if (name == "processes") work.processes_started = take_number(line);
        else if (name == "procs_running") work.tasks_running = take_number(line);
        else if (name == "procs_blocked") work.tasks_blocked = take_number(line);
    }
    return work;
}

Files parse_files(std::string_view file_nr) {
    Files files;
    files.open = take_number(file_nr);
    take_word(file_nr);  // always 0 since Linux 2.6
    files.limit = take_number(file_nr);
    return files;
}

}  // namespace steward::agent::collectors::kernel
