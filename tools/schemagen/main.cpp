// schemagen: from the schema's descriptors to everything that must agree with them.
//
//   schemagen services DESCRIPTORS OUT         service classes and their binding, one header a file
//   schemagen typescript DESCRIPTORS OUT       interfaces and the method table, OUT/schema.ts
//   schemagen openapi DESCRIPTORS OUT.json     OpenAPI 3.1.1
//   schemagen tables DESCRIPTORS OUT           OUT/routes.txt and OUT/permissions.txt, to be reviewed
//   schemagen metrics FOLDER OUT.h           the constants of schema/metrics, for the agent's collectors
//   schemagen migrations ROOT OUT NAME=FOLDER  the rooms' SQL files as one table
//
// It refuses (exit 1, one sentence a line) when a method lacks one of the options of
// schema/steward/annotations.proto.
#include <cstdio>
#include <string_view>
#include <vector>

#include "tools/schemagen/commands.h"

int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const auto is = [&](std::string_view name) { return arguments.size() >= 3 && arguments[0] == name; };
    if (is("services")) return steward::schemagen::write_services(arguments[1], arguments[2]);
    if (is("typescript")) return steward::schemagen::write_typescript(arguments[1], arguments[2]);
    if (is("openapi")) return steward::schemagen::write_openapi(arguments[1], arguments[2]);
    if (is("tables")) return steward::schemagen::write_tables(arguments[1], arguments[2]);
    if (is("metrics")) return steward::schemagen::write_metrics(arguments[1], arguments[2]);
    if (is("migrations")) {
        return steward::schemagen::write_migrations(arguments[1], arguments[2], {arguments.begin() + 3, arguments.end()});
    }
    std::fprintf(stderr,
                 "usage: schemagen services|typescript|openapi|tables DESCRIPTORS OUT | metrics FOLDER OUT.h | migrations ROOT OUT "
                 "NAME=FOLDER...\n");
    return 2;
}
