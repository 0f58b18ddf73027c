// How machines come in, and where they belong: grants with their one line for the machine, bindings.
#include <charconv>

#include "base/enrolment_line.h"
#include "base/id.h"
#include "signer/client_names.h"
#include "signer/commands.h"
#include "signer/limits.h"
#include "signer/meeting.h"
#include "signer/places.h"
#include "signer/wanted.h"
#include "trust/binding_parent.h"

namespace steward::signer {

namespace {
using namespace trust;

Result<ClassSet> allowed_of(const Arguments& asked) {
    if (const std::string allow = asked.option("allow"); !allow.empty()) return classes_of(allow);
    const std::string preset = asked.option("preset", "managed");
    if (preset == "monitor") return ClassSet{};
    if (preset == "managed") return classes_of("script,patch,reboot,restore-test,software,service");
    return fail(ErrorKind::Invalid, "cli.usage", "--preset is managed or monitor; --allow names the classes one by one.");
}

struct Place {
    std::string host;
    int port = 0;
};
Result<Place> place_of(const std::string& text) {
    const size_t colon = text.rfind(':');
    Place place{.host = text.substr(0, colon)};
    const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), place.port);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return fail(ErrorKind::Invalid, "cli.usage", "--server is HOST:PORT, as agents reach it.");
    if (place.host.starts_with('[') && place.host.ends_with(']')) place.host = place.host.substr(1, place.host.size() - 2);
    return place;
}

// What was given, or what the chain names; one of them must say something.
Result<std::vector<Digest>> given_or(const std::string& option, Result<std::vector<Digest>> given, const std::vector<Digest>& known) {
    if (given && given->empty() && known.empty())
        return fail(ErrorKind::Invalid, "cli.missing",
                    "--" + option + " is needed: the chain names none. `steward courier keys` says it as it is typed here.");
    return given && given->empty() ? Result<std::vector<Digest>>(known) : given;
}

Status fill_bounds(const Desk& desk, const OwnChain& chain, Grant& grant) {
    const Arguments& asked = desk.arguments;
    STEWARD_TRY(const std::string client, asked.needed("client"));
    STEWARD_TRY(grant.client, ClientNames::open(chain.place()).find(client));
    STEWARD_TRY(const std::string site, asked.needed("site"));
    STEWARD_TRY(grant.site, short_id_of(site));
    grant.tags = list_of(asked.option("tags"));
    STEWARD_TRY(grant.most_uses, number_of(asked, "uses", 1));
    if (grant.most_uses == 0 || grant.most_uses > most_grant_uses) return fail(ErrorKind::Invalid, "cli.usage", "--uses is 1 to 500.");
    STEWARD_TRY(const uint64_t hours, number_of(asked, "hours", 24));
    if (hours == 0 || hours > 24 * 30) return fail(ErrorKind::Invalid, "cli.usage", "--hours is 1 to 720.");
    grant.not_after = desk.now() + std::chrono::hours(hours);
    STEWARD_TRY(const ClassSet allowed, allowed_of(asked));
    STEWARD_TRY(grant.limits, limits_of(asked, allowed));
    return {};
}

Status fill_witnesses(const Arguments& asked, const OwnChain& chain, Grant& grant) {
    const Cards cards = Cards::open(chain.place());
    for (const auto& text : asked.every("witness")) {
        STEWARD_TRY(const Digest witness, witness_of(text, cards));
        grant.witnesses.push_back(witness);
    }
    if (grant.limits.least_log_level == 2 && grant.witnesses.empty())
        return fail(ErrorKind::Invalid, "cli.missing", "--log-level 2 wants witnesses: --witness KEY, as often as there are some.");
    return {};
}

Status draft_grant(Desk& desk) {
    const Arguments& asked = desk.arguments;
    STEWARD_TRY(const OwnChain chain, desk.chain());
    Grant grant{.authority = chain.authority(), .roster_seq = chain.roster().seq(), .roster_head = chain.roster().head()};
    STEWARD_CHECK(fill_bounds(desk, chain, grant));
    STEWARD_CHECK(fill_witnesses(asked, chain, grant));
    STEWARD_TRY(const std::string server, asked.needed("server"));
    STEWARD_TRY(const Place place, place_of(server));
    grant.server.addresses = {server};
    STEWARD_TRY(grant.server.pins, given_or("pins", pins_of(asked.option("pins")), chain.roster().rules().server_pins));
    if (grant.server.pins.size() > 2) return fail(ErrorKind::Invalid, "cli.usage", "--pins has one or two: a line has no room for more.");
    STEWARD_TRY(const auto log_keys, given_or("log-keys", log_keys_of(asked.option("log-keys")), chain.roster().rules().log_keys));
    grant.log_key = log_keys.front();
    grant.id = make_raw_id(desk.now(), desk.rng).bytes;
    Bytes secret(32);
    desk.rng.fill(secret);
    grant.token_hash = sha256(secret);
    EnrolmentLine line{.host = place.host,
                       .port = place.port,
                       .token_id = grant.id,
                       .secret = secret,
                       .authority = chain.authority(),
                       .head = grant.roster_head};
    for (const Digest& pin : grant.server.pins) line.pins.emplace_back(pin.begin(), pin.end());
    const std::string text = to_text(line);
    if (auto parsed = parse_enrolment_line(text); !parsed) return std::unexpected(std::move(parsed.error()));
    STEWARD_CHECK(desk.keep_draft(MessageType::Grant, write_message(grant)));
    desk.say("Sign it and hand it over (`steward-sign send FOLDER " + asked.option("out") + "`); then, on the machine, as root:");
    desk.say("");
    desk.say("  steward-agent enrol '" + text + "'");
    desk.say("");
    desk.say("This line is shown once. Whoever holds it can let a machine in: treat it as a password.");
    return {};
}

Status draft_binding(Desk& desk) {
    const Arguments& asked = desk.arguments;
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A machine's name or id"));
    STEWARD_TRY(const DeviceCard card, Cards::open(chain.place()).find(words));
    Binding binding{
        .authority = chain.authority(), .device = card.device, .device_key = card.device_key, .tags = list_of(asked.option("tags"))};
    STEWARD_TRY(const std::string client, asked.needed("client"));
    STEWARD_TRY(binding.client, ClientNames::open(chain.place()).find(client));
    STEWARD_TRY(const std::string site, asked.needed("site"));
    STEWARD_TRY(binding.site, short_id_of(site));
    const Places places(chain.place());
    const auto known = places.of(card.device);
    STEWARD_TRY(binding.seq, number_of(asked, "number", known ? known->seq + 1 : 1));
    if (known && binding.seq == known->seq + 1) binding.previous = known->last;
    else if (const auto first = places.parent_of_first(card.device); first && binding.seq == 1) binding.previous = *first;
    if (const std::string previous = asked.option("previous"); !previous.empty()) {
        STEWARD_TRY(const auto digests, digests_of(previous));
        if (digests.size() != 1) return fail(ErrorKind::Invalid, "cli.usage", "--previous is the id of one binding.");
        binding.previous = digests.front();
    } else if (binding.seq == 1 && binding.previous == Digest{}) {
        binding.previous = parent_of_first_binding(card.grant);
    }
    if (binding.previous == Digest{})
        return fail(ErrorKind::Invalid, "cli.missing",
                    "--previous is needed: the id of the binding before number " + std::to_string(binding.seq) +
                        "; `steward-sign take` makes it known here.");
    return desk.keep_draft(MessageType::Binding, write_message(binding));
}
}  // namespace

std::span<const Command> grant_commands() {
    static constexpr Command commands[] = {
        {"grant",
         "--client ID --site ID --server HOST:PORT --out FILE [--preset managed|monitor] [--allow CLASS,...] [--tags TAG,...] [--uses 1] "
         "[--hours 24] [--pins PIN,...] [--log-keys KEY] [--consent CLASS,...] [--assurance CLASS=software|hardware]... "
         "[--signatures CLASS=PERSONS]... [--few 25] [--many 500] [--longest-window CLASS=HOURS]... [--runs-a-day CLASS=NUMBER]... "
         "[--roster-age CLASS=HOURS]... [--curfew ZONE,HH:MM,MINUTES] [--log-level 1] [--witness KEY|MACHINE]...",
         "lets machines in, and what they will allow whatever anybody signs; prints the line for the machine. A window of more than 24 "
         "hours "
         "is taken only where --longest-window says so; level 2 of the log wants witnesses",
         draft_grant},
        {"binding", "MACHINE --client ID --site ID --out FILE [--tags TAG,...] [--number N] [--previous ID]",
         "another place or other tags for a machine", draft_binding},
    };
    return commands;
}

}  // namespace steward::signer
