#include "server/modules/correspondence/take_in.h"

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
constexpr int mails_at_once = 50;

}  // namespace

Status Intake::take_in(std::string_view door, mail::Arrival arrival) {
    const Instant now = clock_.now();
    MailRow mail;
    mail.id = MailId::make(now, rng_);
    mail.door = std::string(door);
    mail.received_at = now;
    mail.envelope_sender = mail::clean_text(arrival.envelope.sender);
    for (const auto& recipient : arrival.envelope.recipients)
        mail.envelope_recipients += (mail.envelope_recipients.empty() ? "" : " ") + recipient;
    mail.sender_known = arrival.envelope.sender_known;
    mail.size_bytes = static_cast<int64_t>(arrival.size);
    mail.is_cut = arrival.is_cut;
    mail.digest = digest_of(arrival.bytes);
    const ByteView view = as_bytes(arrival.bytes);
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const bool is_new, insert_mail(transaction, mail, Bytes(view.begin(), view.end())));
        if (!is_new) return {};
        facts::v1::MailReceived fact;
        fact.set_mail_id(mail.id.text());
        return journal::append(transaction, now, ClientId{}, mail.id.text(), fact);
    });
}

Result<mail::ImapSettings> Fetcher::sign_in(const SettingsRow& settings, Instant now) {
    STEWARD_TRY(auto imap, settings_.imap_settings(settings));
    if (!settings.makes_tokens()) return imap;
    STEWARD_TRY(const auto client, settings_.token_client(settings));
    STEWARD_TRY(imap.bearer_token, tokens_.token_for(client, now, [this](const std::string& next) {
        return database_.write([&](Transaction& transaction) { return settings_.save_refresh_token(transaction, next); });
    }));
    return imap;
}

Status Fetcher::run(Instant now) {
    SettingsRow settings;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(settings, settings_.load(transaction));
        return {};
    }));
    if (!settings.imap_enabled) {
        mailbox_.reset();
        return {};
    }
    if (now < not_before_ && revision_ == settings.revision) return {};
    auto imap = sign_in(settings, now);
    if (!imap) return try_later(imap.error(), settings.revision, now);
    // A token that is about to end was replaced: the connection begins anew with the next one.
    if (!mailbox_ || revision_ != settings.revision || imap->bearer_token != token_in_use_) {
        token_in_use_ = imap->bearer_token;
        mailbox_ = mail::ImapMailbox::open(std::move(*imap), settings.place);
        revision_ = settings.revision;
    }
    const auto keep = [this](const mail::ImapPlace& place) {
        return database_.write([&](Transaction& transaction) { return settings_.save_place(transaction, place); });
    };
    const auto taken = mailbox_->fetch(
        mails_at_once, [this](mail::Arrival arrival) { return intake_.take_in("imap", std::move(arrival)); }, keep);
    if (taken) {
        const bool recovered = std::exchange(failures_, 0) > 0;
        not_before_ = {};
        const bool worth_noting = recovered || *taken > 0 || now - noted_at_ >= 1min;
        return worth_noting ? note("", now) : Status{};
    }
    if (settings.makes_tokens()) {
        STEWARD_TRY(const auto client, settings_.token_client(settings));
        tokens_.forget(client);  // it may be the token that the server refused
    }
    return try_later(taken.error(), settings.revision, now);
}

Status Fetcher::try_later(const Error& error, int64_t revision, Instant now) {
    mailbox_.reset();  // a new connection the next time
    revision_ = revision;
    failures_ = std::min(failures_ + 1, 6);
    not_before_ = now + std::min<Duration>(1min, std::chrono::seconds(1 << failures_));
    STEWARD_CHECK(note(error.message, now));
    return std::unexpected(error);
}

Status Fetcher::note(const std::string& error, Instant now) {
    noted_at_ = now;
    return database_.write([&](Transaction& transaction) { return settings_.note_fetch(transaction, error, now); });
}

}  // namespace steward::correspondence
