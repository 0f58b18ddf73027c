#include "server/app/certificate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <memory>

namespace steward::app {

namespace {
template <auto function>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        function(object);
    }
};
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using File = std::unique_ptr<std::FILE, Freed<std::fclose>>;

constexpr Duration lasts = std::chrono::hours(24 * 397);  // what browsers accept at most
constexpr Duration renewed_before = std::chrono::hours(24 * 30);

std::unexpected<Error> broken(const std::string& path, const std::string& what) {
    return fail(ErrorKind::Internal, "app.certificate",
                path + " " + what + ". Give another with --tls-certificate and --tls-key, or remove it to have one made.");
}

File open_private(const std::string& path) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return File(file < 0 ? nullptr : fdopen(file, "w"));
}

Result<PrivateKey> load_or_make_key(const std::string& path) {
    if (File file{std::fopen(path.c_str(), "r")}) {
        PrivateKey key(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr));
        if (!key) return broken(path, "is not a private key");
        return key;
    }
    PrivateKey key(EVP_EC_gen("P-256"));
    const File file = open_private(path);
    if (!key || !file || PEM_write_PrivateKey(file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return broken(path, "cannot be written");
    return key;
}

std::string alternative_names(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        std::array<uint8_t, 16> address{};
        const bool is_address =
            inet_pton(AF_INET, name.c_str(), address.data()) == 1 || inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
        if (name.find_first_of(",\n") != std::string::npos) continue;  // would begin another entry
        text += (text.empty() ? "" : ",") + std::string(is_address ? "IP:" : "DNS:") + name;
    }
    return text;
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

Status make_certificate(const std::string& path, EVP_PKEY* key, const std::vector<std::string>& names, Instant now) {
    const X509Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), static_cast<uint64_t>(now.unix_ms));
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), static_cast<time_t>(now.unix_ms / 1000 - 3600));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), static_cast<time_t>((now + lasts).unix_ms / 1000));
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const uint8_t*>("Steward console"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_set_pubkey(certificate.get(), key);
    const bool extended = add_extension(certificate.get(), NID_subject_alt_name, alternative_names(names)) &&
                          add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                          add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
    if (!extended || X509_sign(certificate.get(), key, EVP_sha256()) == 0) return broken(path, "cannot be made");
    const File file = open_private(path);
    if (!file || PEM_write_X509(file.get(), certificate.get()) != 1) return broken(path, "cannot be written");
    return {};
}
}  // namespace

Result<ConsoleCertificate> read_certificate(const std::string& certificate_file, const std::string& key_file) {
    const File file(std::fopen(certificate_file.c_str(), "r"));
    const X509Certificate certificate(file ? PEM_read_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!certificate)
        return fail(ErrorKind::Invalid, "app.certificate",
                    certificate_file + " is not a certificate that can be read: it must be PEM. Give another with --tls-certificate and " +
                        "--tls-key; without both the server makes its own.");
    ConsoleCertificate read{.certificate_file = certificate_file, .key_file = key_file, .fingerprint = {}, .ends_at = {}};
    std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size);
    for (unsigned i = 0; i < size; ++i) {
        char pair[4];
        std::snprintf(pair, sizeof pair, "%s%02X", i == 0 ? "" : ":", digest[i]);
        read.fingerprint += pair;
    }
    std::tm ends{};
    ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &ends);
    read.ends_at = Instant{static_cast<int64_t>(timegm(&ends)) * 1000};
    return read;
}

Result<ConsoleCertificate> load_or_make_certificate(const std::string& folder, const std::vector<std::string>& names, Instant now) {
    const std::string certificate_file = folder + "/console.crt", key_file = folder + "/console.key";
    STEWARD_TRY(const PrivateKey key, load_or_make_key(key_file));
    auto there = std::filesystem::exists(certificate_file) ? read_certificate(certificate_file, key_file)
                                                           : Result<ConsoleCertificate>(ConsoleCertificate{});
    if (!there || there->ends_at - now < renewed_before) {
        STEWARD_CHECK(make_certificate(certificate_file, key.get(), names, now));
        there = read_certificate(certificate_file, key_file);
    }
    if (there) there->self_made = true;
    return there;
}

}  // namespace steward::app
