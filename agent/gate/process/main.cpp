#include "agent/gate/process/commands.h"

int main(int argc, char** argv) { return steward::gate::run_command(argc, argv); }
