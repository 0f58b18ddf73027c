#include "server/platform/link/identity.h"

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <memory>

namespace steward::link {

namespace {
namespace fs = std::filesystem;

template <auto function>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        function(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;

std::unexpected<Error> unreadable(const std::string& path, std::string why) {
    return fail(ErrorKind::Internal, "link.key_unreadable", path + " cannot be read. Restore it from a backup of the state folder.",
                std::move(why));
}

std::unexpected<Error> unwritable(const std::string& path) {
    return fail(ErrorKind::Internal, "link.key_unwritable",
                path + " cannot be written. See that the state folder belongs to the server's user and has space.", std::strerror(errno));
}

// A scalar in [1, order): drawn again in the (practically impossible) other case.
Number draw_scalar(Rng& rng, const BIGNUM* order) {
    std::array<uint8_t, 32> bytes{};
    Number scalar(BN_new());
    do {
        rng.fill(bytes);
        BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), scalar.get());
    } while (BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), order) >= 0);
    sodium_memzero(bytes.data(), bytes.size());
    return scalar;
}

Key make_key(Rng& rng) {
    const std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const Number scalar = draw_scalar(rng, EC_GROUP_get0_order(group.get()));
    const std::unique_ptr<EC_POINT, Freed<EC_POINT_free>> point(EC_POINT_new(group.get()));
    EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr);
    std::array<uint8_t, 65> encoded{};
    EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, encoded.data(), encoded.size(), nullptr);
    const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
    const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1)
        return nullptr;
    return Key(key);
}

std::string taken(const Memory& memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<size_t>(size)};
}

std::string key_to_pem(const Key& key) {
    const Memory memory(BIO_new(BIO_s_secmem()));
    PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return taken(memory);
}

Bytes pin_of(const Key& key) {
    uint8_t* encoded = nullptr;
    const int size = i2d_PUBKEY(key.get(), &encoded);
    Bytes pin(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(pin.data(), encoded, static_cast<size_t>(size));
    OPENSSL_free(encoded);
    return pin;
}

// Self-signed and without an end: RFC 5280 4.1.2.5 gives 99991231235959Z that meaning.
Certificate make_certificate(const Key& key, Rng& rng, Instant now) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), rng.next() >> 1);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), static_cast<time_t>(now.unix_ms / 1000 - 86400));
    ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "99991231235959Z");
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const uint8_t*>("Steward agent link"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key.get());
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) return nullptr;
    return certificate;
}

std::string certificate_to_pem(const Certificate& certificate) {
    const Memory memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate.get());
    return taken(memory);
}

// Whole or not at all: a key half written would lock every agent out.
Status write_secret(const std::string& path, const std::string& content) {
    const std::string unfinished = path + ".new";
    const int file = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return unwritable(path);
    const bool written =
        fchmod(file, 0600) == 0 && write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && fsync(file) == 0;
    close(file);
    if (!written || rename(unfinished.c_str(), path.c_str()) != 0) return unwritable(path);
    const int folder = open(fs::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    return {};
}

Result<std::string> read_whole(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return unreadable(path, std::strerror(errno));
    std::string content(64 * 1024, '\0');
    const ssize_t size = read(file, content.data(), content.size());
    close(file);
    if (size <= 0) return unreadable(path, "empty");
    content.resize(static_cast<size_t>(size));
    return content;
}

Result<Key> read_key(const std::string& path) {
    chmod(path.c_str(), 0600);  // a copy may have lost it
    STEWARD_TRY(const std::string pem, read_whole(path));
    const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
    if (!key) return unreadable(path, "not a private key");
    return key;
}

Result<Key> load_or_make_key(const std::string& path, Rng& rng) {
    if (fs::exists(path)) return read_key(path);
    Key key = make_key(rng);
    if (!key) return fail(ErrorKind::Internal, "link.key_unwritable", "The server's key could not be made.");
    STEWARD_CHECK(write_secret(path, key_to_pem(key)));
    return key;
}
}  // namespace

Result<ServerIdentity> load_or_make_identity(const std::string& folder, Rng& rng, Instant now) {
    const std::string key_path = folder + "/link.key", certificate_path = folder + "/link.crt", reserve_path = folder + "/link-reserve.key";
    std::error_code ignored;
    if (!fs::exists(key_path, ignored) && (fs::exists(certificate_path, ignored) || fs::exists(reserve_path, ignored))) {
        return fail(ErrorKind::Conflict, "link.key_missing",
                    key_path +
                        " is missing, and agents trust no other key than it and the reserve. Restore it from a backup, or move "
                        "link-reserve.key to link.key and remove link.crt.");
    }
    STEWARD_TRY(const Key key, load_or_make_key(key_path, rng));
    STEWARD_TRY(const Key reserve, load_or_make_key(reserve_path, rng));
    if (!fs::exists(certificate_path, ignored)) {
        const Certificate certificate = make_certificate(key, rng, now);
        if (!certificate) return fail(ErrorKind::Internal, "link.key_unwritable", "The server's certificate could not be made.");
        STEWARD_CHECK(write_secret(certificate_path, certificate_to_pem(certificate)));
    }
    ServerIdentity identity;
    STEWARD_TRY(identity.certificate_pem, read_whole(certificate_path));
    identity.private_key_pem = key_to_pem(key);
    identity.pins = {pin_of(key), pin_of(reserve)};
    return identity;
}

}  // namespace steward::link
