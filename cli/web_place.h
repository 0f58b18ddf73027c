// A place on the web where files of one name each lie: by WebDAV, or by the protocol of S3. What lies there is never written over, and
// nothing is listed: whoever wants to know what is there asks for names that count up.
#pragma once

#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/error.h"

namespace steward::cli {

/// Who may read and write there: user and password of WebDAV, or a key's id and its secret of S3. Empty: nobody is asked.
struct WebAccess {
    std::string user, password;
};

/// The first line of a file is the user, the second the password. Failures: NotFound "cli.no_such_file"; Forbidden "mirror.open_file" when
/// others than its owner can read it; Invalid "mirror.access" when a line is missing.
Result<WebAccess> read_access(const std::string& file);

class WebPlace {
public:
    /// "https://host/path", or "s3+https://endpoint/bucket/prefix" with S3's `region`. Failure: Invalid "mirror.place" for what is neither
    /// https nor on this machine, holds a password, or is not S3 and has a region, or the other way round.
    static Result<WebPlace> at(std::string url, WebAccess access, std::string region);

    const std::string& url() const { return url_; }

    /// What lies at `path` ("/chain/000000.msj"), nothing when nothing does. Failures: Unavailable "mirror.unreachable"; Forbidden
    /// "mirror.refused" with what the place answered; TooLarge "mirror.too_much".
    Result<std::optional<Bytes>> read(const std::string& path) const;
    /// Puts it where nothing lies; false: meanwhile somebody else did. Failures: as of `read`.
    Result<bool> write_new(const std::string& path, ByteView content) const;
    /// S3 has no folders: nothing is asked there. Failures: as of `read`.
    Status make_folder(const std::string& path) const;

private:
    struct Answer {
        long status = 0;
        std::string body;
        bool is_taken() const { return status >= 200 && status < 300; }
    };
    struct Connection;  // kept open over many questions
    WebPlace(std::string url, WebAccess access, std::string region);
    Result<Answer> ask(const char* verb, const std::string& path, ByteView body, bool only_if_new) const;
    std::unexpected<Error> refused(const std::string& what, const Answer& answer) const;

    std::string url_;
    WebAccess access_;
    std::string region_;  // empty: WebDAV
    std::shared_ptr<Connection> connection_;
};

}  // namespace steward::cli
