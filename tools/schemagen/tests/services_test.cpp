// What the generator refuses: the first of the two places that ask for a method's annotations (the other is the server's start).
#include <google/protobuf/descriptor.pb.h>

#include <functional>

#include "steward/annotations.pb.h"
#include "tools/schemagen/commands.h"
#include "tools/schemagen/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace steward::schemagen {
namespace {

namespace fs = std::filesystem;
using google::protobuf::FileDescriptorProto;
using google::protobuf::MethodOptions;

// `schemagen services` over a schema of one method: its exit code, what it said, and the header it wrote.
class Generating : public ::testing::Test {
protected:
    Generating() { fs::create_directories(folder_); }
    ~Generating() override { fs::remove_all(folder_); }

    int generate(const std::function<void(MethodOptions&, Method&)>& spoil) {
        google::protobuf::FileDescriptorSet set;
        google::protobuf::DescriptorProto::descriptor()->file()->CopyTo(set.add_file());
        Method::descriptor()->file()->CopyTo(set.add_file());
        FileDescriptorProto& file = *set.add_file();
        file.set_name("steward/made_up/v1/made_up.proto");
        file.set_package("steward.made_up.v1");
        file.set_syntax("proto3");
        file.add_dependency("steward/annotations.proto");
        auto& message = *file.add_message_type();
        message.set_name("Thing");
        auto& field = *message.add_field();
        field.set_name("client_id");
        field.set_number(1);
        field.set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
        field.set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
        auto& service = *file.add_service();
        service.set_name("MadeUpService");
        auto& method = *service.add_method();
        method.set_name("DoThing");
        method.set_input_type(".steward.made_up.v1.Thing");
        method.set_output_type(".steward.made_up.v1.Thing");
        Method& rule = *method.mutable_options()->MutableExtension(steward::method);
        rule.set_post("/api/v1/clients/{client_id}/thing");
        rule.set_permission("thing.do");
        rule.mutable_scope()->set_kind(Scope::CLIENT);
        rule.mutable_scope()->set_field("client_id");
        rule.mutable_scope()->set_resource("client");
        rule.set_audit("made_up.done");
        rule.set_repeat(KEYED);
        rule.set_max_body_bytes(1024);
        rule.set_summary("Do the thing");
        spoil(*method.mutable_options(), rule);
        write_file(folder_ / "set", set.SerializeAsString());
        ::testing::internal::CaptureStderr();
        const int code = write_services((folder_ / "set").string(), (folder_ / "out").string());
        said_ = ::testing::internal::GetCapturedStderr();
        return code;
    }

    // What is wrong with the one method, when one thing is.
    std::string refusal(const std::function<void(Method&)>& spoil) {
        const int code = generate([&](MethodOptions&, Method& rule) { spoil(rule); });
        const std::string begin = "schema/steward/made_up/v1/made_up: steward.made_up.v1.MadeUpService.DoThing ";
        if (code != 1 || !said_.starts_with(begin)) return "exit code " + std::to_string(code) + ": " + said_;
        return said_.substr(begin.size());
    }

    const fs::path folder_ = fs::temp_directory_path() / ("steward-services-" + std::to_string(::getpid()));
    std::string said_;
};

TEST_F(Generating, writes_the_service_of_a_method_that_says_all) {
    EXPECT_EQ(generate([](MethodOptions&, Method&) {}), 0) << said_;
    EXPECT_EQ(said_, "");
    EXPECT_NE(read_file(folder_ / "out/steward/made_up/v1/made_up.service.h").find("do_thing(Call& call"), std::string::npos);
}

TEST_F(Generating, refuses_a_method_without_any_annotation) {
    EXPECT_EQ(generate([](MethodOptions& options, Method&) { options.ClearExtension(steward::method); }), 1);
    EXPECT_NE(said_.find("DoThing has no (steward.method) option\n"), std::string::npos) << said_;
}

TEST_F(Generating, refuses_a_method_that_lacks_one_answer) {
    EXPECT_EQ(refusal([](Method& rule) { rule.clear_permission(); }), "has no permission\n");
    EXPECT_EQ(refusal([](Method& rule) { rule.clear_scope(); }), "has no scope\n");
    EXPECT_EQ(refusal([](Method& rule) { rule.mutable_scope()->set_field("owner"); }), "names a scope field that its request lacks\n");
    EXPECT_EQ(refusal([](Method& rule) { rule.clear_audit(); }), "does not say what is audited\n");
    EXPECT_EQ(refusal([](Method& rule) { rule.clear_repeat(); }), "does not say what a repeat does\n");
    EXPECT_EQ(refusal([](Method& rule) { rule.clear_max_body_bytes(); }), "has no maximum body\n");
    EXPECT_EQ(refusal([](Method& rule) { rule.clear_summary(); }), "has no summary\n");
    EXPECT_EQ(refusal([](Method& rule) { rule.clear_route(); }), "has no route\n");
}

TEST_F(Generating, asks_for_no_permission_where_no_caller_is_needed) {
    EXPECT_EQ(generate([](MethodOptions&, Method& rule) {
                  rule.clear_permission();
                  rule.mutable_scope()->Clear();
                  rule.mutable_scope()->set_kind(Scope::PUBLIC);
              }),
              0)
        << said_;
}

TEST_F(Generating, refuses_what_is_no_set_of_descriptors) {
    write_file(folder_ / "set", "\xff\xff not a set");
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(write_services((folder_ / "set").string(), (folder_ / "out").string()), 1);
    EXPECT_NE(::testing::internal::GetCapturedStderr().find("is not a descriptor set"), std::string::npos);
}

}  // namespace
}  // namespace steward::schemagen
