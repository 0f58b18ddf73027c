// Files in tickets, from upload to download and to their end, on every database.
#include "server/modules/attachments/attachments.h"

#include "server/modules/attachments/clamd.h"
#include "server/modules/attachments/tests/real_clamd.h"
#include "steward/attachments/v1/attachments.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::attachments {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class Files : public testing_house::Story {
protected:
    Files()
        : Story({"journal", "access", "directory", "helpdesk", "attachments"},
                {directory::make_module, helpdesk::make_module, make_module}) {
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        owner = house.owner();
        theo = house.technician({harbour});
        theo.account = AccountId::make(house.clock.now(), rng);
        anna = house.client_person(harbour);
        anna.account = AccountId::make(house.clock.now(), rng);
        anna.roles = {"CRO", "CUS"};
        ticket = open_ticket(harbour, "incident");
    }

    std::string open_ticket(ClientId client, const std::string& kind) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(client.text());
        request.set_kind(kind);
        request.set_title("Printer");
        request.set_description("It smokes.");
        request.set_impact("limited");
        request.set_urgency("medium");
        return house.must<helpdesk::v1::Ticket>(owner, "CreateTicket", request).ticket_id();
    }
    std::string say(bool internal, const Caller& caller) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket);
        request.set_text("See the picture.");
        request.set_internal(internal);
        return house.must<helpdesk::v1::TicketMessage>(caller, "AddMessage", request).message_id();
    }
    Result<v1::Attachment> begin(const Caller& caller, const std::string& name, int64_t size) {
        v1::CreateAttachmentRequest request;
        request.set_ticket_id(ticket);
        request.set_name(name);
        request.set_type("image/png");
        request.set_size_bytes(size);
        return house.call<v1::Attachment>(caller, "CreateAttachment", request);
    }
    Result<v1::Attachment> put(const Caller& caller, const std::string& id, int64_t offset, const std::string& bytes) {
        v1::PutAttachmentPartRequest request;
        request.set_attachment_id(id);
        request.set_offset(offset);
        request.set_content(bytes);
        return house.call<v1::Attachment>(caller, "PutAttachmentPart", request);
    }
    std::string upload(const Caller& caller, const std::string& name, const std::string& bytes) {
        house.clock.advance(std::chrono::seconds(1));
        const auto begun = begin(caller, name, static_cast<int64_t>(bytes.size()));
        EXPECT_TRUE(begun);
        EXPECT_TRUE(put(caller, begun->attachment_id(), 0, bytes));
        return begun->attachment_id();
    }
    Result<v1::AttachFilesResponse> attach(const Caller& caller, const std::string& message, const std::string& id) {
        v1::AttachFilesRequest request;
        request.set_ticket_id(ticket);
        request.set_message_id(message);
        request.add_attachment_ids(id);
        return house.call<v1::AttachFilesResponse>(caller, "AttachFiles", request);
    }
    Result<std::string> download(const Caller& caller, const std::string& id) {
        v1::DownloadAttachmentRequest request;
        request.set_attachment_id(id);
        std::string whole;
        while (true) {
            request.set_offset(static_cast<int64_t>(whole.size()));
            STEWARD_TRY(const auto part, house.call<v1::AttachmentPart>(caller, "DownloadAttachment", request));
            whole += part.content();
            if (static_cast<int64_t>(whole.size()) >= part.size_bytes()) return whole;
        }
    }
    std::vector<v1::Attachment> files(const Caller& caller) {
        v1::ListAttachmentsRequest request;
        request.set_ticket_id(ticket);
        const auto answer = house.must<v1::ListAttachmentsResponse>(caller, "ListAttachments", request);
        return {answer.attachments().begin(), answer.attachments().end()};
    }
    Status remove(const Caller& caller, const std::string& id, const std::string& reason) {
        v1::DeleteAttachmentRequest request;
        request.set_attachment_id(id);
        request.set_reason(reason);
        STEWARD_CHECK(house.call<v1::DeleteAttachmentResponse>(caller, "DeleteAttachment", request));
        return {};
    }
    void set_scanner(const std::string& place) {
        v1::UpdateAttachmentSettingsRequest request;
        request.set_scanner(place);
        house.must<v1::AttachmentSettings>(owner, "UpdateAttachmentSettings", request);
    }
    v1::AttachmentSettings settings() {
        return house.must<v1::AttachmentSettings>(owner, "GetAttachmentSettings", v1::GetAttachmentSettingsRequest());
    }

    SystemRng rng;
    ClientId harbour, mill;
    Caller owner, theo, anna;
    std::string ticket;
};
STEWARD_ON_EVERY_DATABASE(Files);

TEST_P(Files, come_in_parts_and_go_out_as_they_came) {
    const std::string bytes = std::string(700'000, 'a') + std::string(300'001, 'b');
    const auto begun = begin(theo, "photo.png", static_cast<int64_t>(bytes.size()));
    ASSERT_TRUE(begun);
    EXPECT_EQ(begun->state(), "uploading");
    ASSERT_TRUE(put(theo, begun->attachment_id(), 0, bytes.substr(0, 700'000)));
    ASSERT_TRUE(put(theo, begun->attachment_id(), 0, bytes.substr(0, 700'000)));  // its answer was lost
    EXPECT_EQ(put(theo, begun->attachment_id(), 800'000, "c").error().code, "attachments.out_of_order");
    EXPECT_FALSE(put(theo, begun->attachment_id(), 700'000, std::string(300'002, 'b')));
    const auto done = put(theo, begun->attachment_id(), 700'000, bytes.substr(700'000));
    ASSERT_TRUE(done) << done.error().message << done.error().cause;
    EXPECT_EQ(done->state(), "draft");
    EXPECT_EQ(done->scan(), "not_scanned");
    ASSERT_TRUE(attach(theo, say(false, theo), begun->attachment_id()));
    EXPECT_EQ(*download(theo, begun->attachment_id()), bytes);
    EXPECT_EQ(*download(anna, begun->attachment_id()), bytes);
}

TEST_P(Files, whose_last_part_comes_again_after_the_server_died_are_never_filled_with_zeros) {
    const std::string bytes = std::string(700'000, 'a') + std::string(300'001, 'b');
    const auto id = begin(theo, "photo.png", static_cast<int64_t>(bytes.size()))->attachment_id();
    ASSERT_TRUE(put(theo, id, 0, bytes.substr(0, 700'000)));
    ASSERT_TRUE(put(theo, id, 700'000, bytes.substr(700'000)));
    // The file became content, and what said so was not committed.
    EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update attachments_files set state = 'uploading', received_bytes = 700000 where id = $1", id));
        return {};
    }));
    EXPECT_EQ(put(theo, id, 700'000, bytes.substr(700'000)).error().code, "attachments.upload_lost");
    EXPECT_EQ(put(theo, id, 700'000, bytes.substr(700'000)).error().code, "attachments.upload_lost") << "and stays so";
    const auto again = begin(theo, "photo.png", 3)->attachment_id();
    EXPECT_EQ(put(theo, again, 0, "abc")->state(), "draft") << "another upload is another file";
}

TEST_P(Files, that_are_not_in_the_conversation_are_seen_by_nobody_else) {
    const auto id = upload(theo, "draft.txt", "words");
    EXPECT_EQ(files(theo).size(), 1u);
    EXPECT_TRUE(files(owner).empty());
    EXPECT_TRUE(files(anna).empty());
    EXPECT_EQ(download(anna, id).error().code, "attachments.not_found");
    EXPECT_EQ(attach(owner, "", id).error().code, "attachments.not_found");
    ASSERT_TRUE(remove(theo, id, ""));
    EXPECT_TRUE(files(theo).empty());
}

TEST_P(Files, of_an_internal_note_never_reach_a_client) {
    const auto id = upload(theo, "passwords.txt", "hunter2");
    ASSERT_TRUE(attach(theo, say(true, theo), id));
    EXPECT_EQ(files(theo).size(), 1u);
    EXPECT_TRUE(files(anna).empty());
    EXPECT_EQ(download(anna, id).error().code, "attachments.not_found");
}

TEST_P(Files, are_hung_on_nobody_elses_words) {
    const auto ours = say(false, theo);
    EXPECT_FALSE(attach(anna, ours, upload(anna, "a.txt", "a")));
    EXPECT_TRUE(attach(anna, say(false, anna), upload(anna, "b.txt", "b")));
    EXPECT_TRUE(attach(anna, "", upload(anna, "c.txt", "c")));
    EXPECT_FALSE(attach(theo, "not an id", upload(theo, "d.txt", "d")));
}

TEST_P(Files, are_put_by_a_reader_into_their_own_tickets_alone) {
    const auto theirs = upload(anna, "a.txt", "a");
    anna.roles = {"CRO"};
    EXPECT_EQ(begin(anna, "b.txt", 1).error().code, "attachments.only_read");
    EXPECT_EQ(attach(anna, "", theirs).error().code, "attachments.only_read");
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("My chair");
    ticket = house.must<helpdesk::v1::Ticket>(anna, "CreateTicket", request).ticket_id();
    EXPECT_TRUE(attach(anna, "", upload(anna, "c.txt", "c")));
}

TEST_P(Files, of_another_client_are_not_there) {
    const auto id = upload(owner, "plan.pdf", "secret plan");
    ASSERT_TRUE(attach(owner, "", id));
    const auto stranger = house.technician({mill});
    const auto refused = download(stranger, id);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::NotFound);
}

TEST_P(Files, are_deleted_by_ours_with_a_reason_and_their_place_stays) {
    const auto id = upload(theo, "photo.png", "pixels");
    ASSERT_TRUE(attach(theo, "", id));
    EXPECT_EQ(remove(anna, id, "I do not like it").error().code, "attachments.staff_only");
    EXPECT_FALSE(remove(theo, id, ""));
    Caller long_ago = theo;
    long_ago.factor_at = house.clock.now() - std::chrono::minutes(6);
    EXPECT_EQ(remove(long_ago, id, "shows a password").error().code, "access.step_up_needed") << "it goes for good";
    ASSERT_TRUE(remove(theo, id, "shows a password"));
    EXPECT_EQ(download(theo, id).error().code, "attachments.deleted");
    ASSERT_EQ(files(theo).size(), 1u);
    EXPECT_NE(files(theo)[0].note().find("shows a password"), std::string::npos);
    EXPECT_EQ(files(anna)[0].note(), "");
}

TEST_P(Files, have_harmless_names_whatever_was_sent) {
    EXPECT_EQ(begin(theo, "../../etc/passwd", 1)->name(), "passwd");
    EXPECT_EQ(begin(theo, "a\r\nSet-Cookie: x=1.txt", 1)->name().find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(begin(theo, "invoice\xE2\x80\xAEgpj.exe", 1)->name().find("\xE2\x80\xAE"), std::string::npos);
    EXPECT_LE(begin(theo, std::string(8000, 'x') + ".pdf", 1)->name().size(), 120u);
    EXPECT_FALSE(begin(theo, std::string(10'000, 'x'), 1));
    EXPECT_FALSE(begin(theo, "", 1));
}

TEST_P(Files, beyond_the_bounds_are_refused_before_a_byte_is_sent) {
    EXPECT_EQ(begin(theo, "big.iso", (25 << 20) + 1).error().code, "attachments.file_too_large");
    v1::UpdateAttachmentSettingsRequest request;
    request.set_most_ticket_bytes(26 << 20);
    house.must<v1::AttachmentSettings>(owner, "UpdateAttachmentSettings", request);
    ASSERT_TRUE(begin(theo, "one.zip", 20 << 20));
    EXPECT_EQ(begin(theo, "two.zip", 20 << 20).error().code, "attachments.ticket_full");
    request.clear_most_ticket_bytes();
    request.set_most_total_bytes(26 << 20);
    house.must<v1::AttachmentSettings>(owner, "UpdateAttachmentSettings", request);
    ticket = open_ticket(harbour, "incident");
    EXPECT_EQ(begin(theo, "two.zip", 20 << 20).error().code, "attachments.store_full");
}

TEST_P(Files, of_one_client_have_a_bound_together_and_others_are_not_held_up_by_it) {
    v1::UpdateAttachmentSettingsRequest request;
    request.set_most_client_bytes(25 << 20);
    EXPECT_EQ(house.must<v1::AttachmentSettings>(owner, "UpdateAttachmentSettings", request).most_client_bytes(), 25 << 20);
    EXPECT_TRUE(begin(theo, "first.iso", 20 << 20));
    ticket = open_ticket(harbour, "incident");
    const auto refused = begin(theo, "second.iso", 20 << 20);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "attachments.client_full");
    EXPECT_EQ(refused.error().kind, ErrorKind::TooLarge);
    ticket = open_ticket(mill, "incident");
    EXPECT_TRUE(begin(owner, "theirs.iso", 20 << 20));
    request.set_most_client_bytes(1);
    EXPECT_EQ(house.call<v1::AttachmentSettings>(owner, "UpdateAttachmentSettings", request).error().code, "request.invalid");
}

TEST_P(Files, that_are_put_into_the_conversation_are_said_to_whoever_waits_for_them) {
    const auto file = upload(theo, "a.png", "x");
    const auto message = say(false, theo);
    EXPECT_TRUE(house.facts<facts::v1::FilesAttached>().empty());
    ASSERT_TRUE(attach(theo, message, file));
    ASSERT_EQ(house.facts<facts::v1::FilesAttached>().size(), 1u);
    EXPECT_EQ(house.facts<facts::v1::FilesAttached>()[0].message_id(), message);
}

TEST_P(Files, of_a_mail_are_kept_or_say_why_not) {
    auto& room = house.take<Attachments>();
    const std::string bytes = "hello";
    std::vector<Stored> stored{room.store({.name = "../a.txt", .type = "Text/Plain; x=y", .bytes = as_bytes(bytes)})};
    stored.push_back(
        {.name = "huge.iso", .type = "application/octet-stream", .digest = {}, .size = 1, .refusal = "It has more than 25 MiB."});
    ASSERT_TRUE(house.database.write([&](storage::Transaction& transaction) {
        return room.attach(transaction, *TicketId::parse(ticket), {}, false, "Anna", stored, house.clock.now());
    }));
    const auto seen = files(anna);
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].name(), "a.txt");
    EXPECT_EQ(seen[0].type(), "text/plain");
    EXPECT_EQ(*download(anna, seen[0].attachment_id()), bytes);
    EXPECT_EQ(seen[1].state(), "not_kept");
    EXPECT_EQ(download(theo, seen[1].attachment_id()).error().code, "attachments.not_kept");
}

TEST_P(Files, that_wait_for_a_scanner_out_of_reach_are_never_called_clean) {
    set_scanner("unix:" + ::testing::TempDir() + "nobody-listens-here");
    const auto id = upload(theo, "a.txt", "a");
    ASSERT_TRUE(attach(theo, "", id));
    EXPECT_EQ(download(theo, id).error().code, "attachments.being_scanned");
    house.reconcile();
    EXPECT_EQ(files(theo)[0].scan(), "failed");
    EXPECT_EQ(settings().scanner_state(), "failing");
    EXPECT_TRUE(download(theo, id));  // our own people decide
    EXPECT_EQ(download(anna, id).error().code, "attachments.scan_failed");
    set_scanner("");
    EXPECT_EQ(files(anna)[0].scan(), "not_scanned");
    EXPECT_TRUE(download(anna, id));
}

TEST_P(Files, that_are_infected_are_given_to_nobody) {
    RealClamd clamd;
    if (!clamd.is_there()) GTEST_SKIP() << "clamd is not installed";
    const auto bad = upload(theo, "invoice.pdf.exe", eicar_test_file()), good = upload(theo, "letter.txt", "all is well");
    ASSERT_TRUE(attach(theo, "", bad));
    ASSERT_TRUE(attach(theo, "", good));
    set_scanner("unix:" + clamd.socket());  // what was never scanned is scanned now
    house.reconcile();
    EXPECT_EQ(download(theo, bad).error().code, "attachments.infected");
    EXPECT_EQ(download(owner, bad).error().code, "attachments.infected");
    EXPECT_TRUE(download(anna, good));
    const auto seen = files(anna);
    EXPECT_EQ(seen[0].scan(), "infected");
    EXPECT_EQ(seen[1].scan(), "clean");
    EXPECT_EQ(settings().infected(), 1);
    v1::TestScannerRequest test;
    EXPECT_TRUE(house.must<v1::ScannerTest>(owner, "TestScanner", test).works());
}

TEST_P(Files, that_nobody_needs_are_swept_away_and_no_others) {
    const auto kept = upload(theo, "kept.txt", "kept " + ticket), twin = upload(theo, "twin.txt", "kept " + ticket);
    const auto gone = upload(theo, "gone.txt", "gone " + ticket);
    ASSERT_TRUE(attach(theo, "", kept));
    ASSERT_TRUE(attach(theo, "", twin));
    ASSERT_TRUE(attach(theo, "", gone));
    const auto forgotten = upload(theo, "forgotten.txt", "forgotten");
    ASSERT_TRUE(remove(theo, gone, "not needed"));
    ASSERT_TRUE(remove(theo, twin, "not needed"));
    house.pass(std::chrono::hours(26), std::chrono::minutes(31));
    EXPECT_EQ(*download(theo, kept), "kept " + ticket);
    for (const auto& file : files(theo)) EXPECT_NE(file.attachment_id(), forgotten);
}

TEST_P(Files, of_internal_tickets_are_not_there_for_clients) {
    ticket = open_ticket(harbour, "internal");
    const auto id = upload(theo, "plan.txt", "plan");
    ASSERT_TRUE(attach(theo, "", id));
    v1::ListAttachmentsRequest request;
    request.set_ticket_id(ticket);
    EXPECT_EQ(house.call<v1::ListAttachmentsResponse>(anna, "ListAttachments", request).error().kind, ErrorKind::NotFound);
    EXPECT_FALSE(download(anna, id));
}

}  // namespace steward::attachments
