#include "agent/app/commands.h"

int main(int argc, char** argv) { return steward::agent::run_command(argc, argv); }
