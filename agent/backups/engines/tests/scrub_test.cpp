// What may be told of a text, and what not.
#include "agent/backups/engines/scrub.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace steward::agent::backups {
namespace {

TEST(ToldTexts, have_no_users_and_passwords_of_addresses) {
    EXPECT_EQ(fit_to_tell("cannot open https://u:p@ss/w@host/r?x", 500), "cannot open https://host/r?x");
    EXPECT_EQ(fit_to_tell("two: ftp://a:b@h1 and ftp://c:d@h2.", 500), "two: ftp://h1 and ftp://h2.");
    EXPECT_EQ(fit_to_tell("https://host/a", 500), "https://host/a");
    EXPECT_EQ(fit_location("rest:https://user:word@host:8000/r?token=1#x"), "rest:https://host:8000/r");
    EXPECT_EQ(fit_location("sftp:backup@host:/srv/r"), "sftp:host:/srv/r");
    EXPECT_EQ(fit_location("backup@host:/srv/r"), "host:/srv/r");
    EXPECT_EQ(fit_location("/srv/a@b/r"), "/srv/a@b/r");
    EXPECT_EQ(fit_location("s3:https://s3.example/bucket"), "s3:https://s3.example/bucket");
}

TEST(ToldTexts, have_no_values_behind_the_name_of_a_secret) {
    for (const std::string text :
         {"password=hunter2", "PGPASSWORD=hunter2 pg_dump", "passphrase: hunter2", "the password is hunter2", "token = 'hunter2 x'",
          R"({"secret_key":"hunter2"})", "Authorization: Bearer hunter2", "MYSQL_PWD=hunter2"}) {
        const std::string told = fit_to_tell(text, 500);
        EXPECT_EQ(told.find("hunter2"), std::string::npos) << told;
        EXPECT_NE(told.find("[hidden]"), std::string::npos) << told;
    }
    EXPECT_EQ(fit_to_tell("wrong password or no key found", 500), "wrong password or no key found");
}

TEST(ToldTexts, are_one_line_of_plain_text_within_their_bound) {
    EXPECT_EQ(fit_to_tell("a\nb\x01\x7f c\t\xff\n", 500), "a b   c \\xff");
    EXPECT_EQ(fit_to_tell("right\xe2\x80\xaeleft", 500), "right\\u{202e}left");
    for (size_t most = 10; most < 20; ++most) {
        const std::string told = fit_to_tell("äöüäöüäöüäöüäöüäöüäöü", most);
        EXPECT_LE(told.size(), most);
        EXPECT_TRUE(is_utf8(told)) << told;
    }
}

TEST(ToldTexts, repeat_no_argument_and_no_secret_of_the_environment) {
    const std::vector<std::string> command{"mariadb-dump", "-uclerk", "-psecretword", "--host=db.internal", "shop-of-anna", "/srv/files"};
    const std::vector<std::string> environment{"RESTIC_PASSWORD=correct horse", "PWD=/home/backup", "HOME=/root",
                                               "AWS_SECRET_ACCESS_KEY=abc"};
    const Hidden hidden(command, environment, std::vector<std::string>{"/srv/files"});
    EXPECT_EQ(hidden.without("clerk secretword@db.internal: no 'shop-of-anna'"), "[argument] [argument]@[argument]: no '[argument]'");
    EXPECT_EQ(hidden.without("it was correct horse, abc, in /home/backup of /srv/files"),
              "it was [hidden], [hidden], in /home/backup of /srv/files");
    const Hidden shell(std::vector<std::string>{"sh", "-c", "dump --key 'verysecret' shop"}, {}, {});
    EXPECT_EQ(shell.without("verysecret failed on shop"), "[argument] failed on [argument]");
}

}  // namespace
}  // namespace steward::agent::backups
