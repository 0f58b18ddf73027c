// The commands of schemagen; each returns the process's exit code and says on stderr what is wrong.
#pragma once

#include <string_view>
#include <vector>

namespace steward::schemagen {

int write_services(std::string_view descriptor_file, std::string_view out_folder);
int write_typescript(std::string_view descriptor_file, std::string_view out_folder);
int write_openapi(std::string_view descriptor_file, std::string_view out_file);
int write_tables(std::string_view descriptor_file, std::string_view out_folder);
int write_metrics(std::string_view folder, std::string_view out_file);
int write_migrations(std::string_view root, std::string_view out_file, const std::vector<std::string_view>& rooms);

}  // namespace steward::schemagen
