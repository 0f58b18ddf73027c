#include "server/platform/mail/parts.h"

#include "server/platform/mail/limits.h"

namespace steward::mail {

namespace {
class Walk {
public:
    explicit Walk(const std::function<void(const Part&)>& see) : see_(see) {}

    struct Place {
        std::string container;
        size_t alternative = 0, depth = 0;
        bool is_related = false, in_digest = false;
    };

    Status part(std::string_view whole, const Head& head, const Place& place) {
        if (++count_ > most_parts) return fail(ErrorKind::TooLarge, "mail.too_many_parts", "The mail has more than 300 parts.");
        if (place.depth > deepest) return fail(ErrorKind::TooLarge, "mail.too_deep", "The parts of the mail lie more than 20 deep.");
        Part part{.head = head,
                  .type = read_type(head.first("Content-Type")),
                  .disposition = read_disposition(head.first("Content-Disposition"))};
        if (place.in_digest && !head.has("Content-Type")) part.type = {.type = "message/rfc822", .parameters = {}};
        part.whole = whole;
        part.body = whole.substr(head.body_at);
        const std::string boundary(part.type.parameter("boundary"));
        if (part.type.type.starts_with("multipart/") && !boundary.empty() && boundary.size() <= 200) return children(part, boundary, place);
        if (part.type.type.starts_with("multipart/")) part.type.type = "text/plain";  // without a boundary there are no parts
        part.container = place.container;
        part.alternative = place.alternative;
        part.is_related = place.is_related;
        see_(part);
        return {};
    }

private:
    Status children(const Part& parent, const std::string& boundary, const Place& place) {
        Place inner{.container = parent.type.type,
                    .alternative = place.alternative,
                    .depth = place.depth + 1,
                    .is_related = place.is_related || parent.type.type == "multipart/related",
                    .in_digest = parent.type.type == "multipart/digest"};
        if (parent.type.type == "multipart/alternative" && inner.alternative == 0) inner.alternative = ++alternatives_;
        const std::string mark = "--" + boundary;
        std::string_view body = parent.body;
        size_t begin = std::string_view::npos;  // of the part that is open
        for (size_t at = 0; at < body.size();) {
            size_t end = body.find('\n', at);
            const size_t next = end == std::string_view::npos ? body.size() : end + 1;
            if (body.substr(at, mark.size()) == mark) {
                const auto rest = trimmed(body.substr(at + mark.size(), next - at - mark.size()));
                if (rest.empty() || rest == "--") {
                    if (begin != std::string_view::npos) STEWARD_CHECK(child(body.substr(begin, at - begin), inner));
                    if (rest == "--") return {};
                    begin = next;
                }
            }
            at = next;
        }
        // The closing line never came: what is there counts.
        if (begin != std::string_view::npos) return child(body.substr(begin), inner);
        return {};
    }

    Status child(std::string_view bytes, const Place& place) {
        // The line end before a boundary belongs to the boundary.
        if (bytes.ends_with("\r\n")) bytes.remove_suffix(2);
        else if (bytes.ends_with('\n')) bytes.remove_suffix(1);
        STEWARD_TRY(const auto head, read_head(bytes));
        return part(bytes, head, place);
    }

    const std::function<void(const Part&)>& see_;
    size_t count_ = 0, alternatives_ = 0;
};
}  // namespace

Status walk_parts(std::string_view whole, const Head& head, const std::function<void(const Part&)>& see) {
    return Walk(see).part(whole, head, {});
}

}  // namespace steward::mail
