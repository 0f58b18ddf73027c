// What hangs on a mail, as files of the ticket.
#include "server/modules/correspondence/tests/mail_story.h"
#include "steward/attachments/v1/attachments.pb.h"

namespace steward::correspondence {

class FilesByMail : public MailStory {
protected:
    std::string with_file(const std::string& name) {
        return "From: Anna Keller <anna@harbour.example>\r\nTo: desk@msp.example\r\nSubject: Printer\r\nMessage-ID: <f" +
               std::to_string(++sent_) +
               "@harbour.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
               "text/plain\r\n\r\n"
               "See the picture.\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"" +
               name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\n";
    }
    std::vector<attachments::v1::Attachment> files(const Caller& caller, const std::string& ticket) {
        attachments::v1::ListAttachmentsRequest request;
        request.set_ticket_id(ticket);
        const auto answer = house.must<attachments::v1::ListAttachmentsResponse>(caller, "ListAttachments", request);
        return {answer.attachments().begin(), answer.attachments().end()};
    }
    int sent_ = 0;
};
STEWARD_ON_EVERY_DATABASE(FilesByMail);

TEST_P(FilesByMail, stand_in_the_ticket_that_the_mail_opened) {
    const auto mail = receive_bytes(with_file("../../etc/passwd"));
    const auto found = files(owner, mail.ticket_id());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].name(), "passwd");
    EXPECT_EQ(found[0].source(), "mail");
    EXPECT_EQ(found[0].message_id(), "");
    attachments::v1::DownloadAttachmentRequest request;
    request.set_attachment_id(found[0].attachment_id());
    EXPECT_EQ(house.must<attachments::v1::AttachmentPart>(theo, "DownloadAttachment", request).content(), "hello");
}

TEST_P(FilesByMail, hang_on_the_answer_they_came_with) {
    const auto first = receive_bytes(with_file("one.png"));
    std::string second = with_file("two.png");
    second.insert(second.find("MIME-Version"), "In-Reply-To: <" + marks(first.ticket_id()).message_id + ">\r\n");
    const auto mail = receive_bytes(second);
    ASSERT_EQ(mail.ticket_id(), first.ticket_id());
    const auto found = files(owner, first.ticket_id());
    ASSERT_EQ(found.size(), 2u);
    EXPECT_NE(found[1].message_id(), "");
    EXPECT_FALSE(found[1].internal());
}

}  // namespace steward::correspondence
