#include "signer/tests/soft_authenticator.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstring>
#include <map>

#include "trust/cbor.h"
#include "trust/digest.h"

namespace steward::signer {

namespace {
using trust::CborReader;
using trust::CborWriter;
enum Command : uint8_t { init = 0x06, cbor = 0x10 };
enum Request : uint8_t { make_credential = 1, get_assertion = 2, get_info = 4 };
constexpr uint8_t ok = 0, no_credentials = 0x2e, operation_denied = 0x27, unsupported = 0x01;
constexpr uint8_t present = 1, verified = 4, eligible = 8, attested = 0x40;

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
SoftAuthenticator* plugged_in = nullptr;
}  // namespace

struct SoftAuthenticator::Inside {
    std::map<Bytes, Key> credentials;
    Bytes answer;
    uint8_t answered = 0;
    uint32_t counter = 0;

    Bytes data(SoftAuthenticator& outside, std::string_view party, uint8_t more) {
        const trust::Digest hash = trust::sha256(as_bytes(party));
        Bytes data(hash.begin(), hash.end());
        data.push_back(
            static_cast<uint8_t>(present | (outside.verifies_person ? verified : 0) | (outside.can_be_copied ? eligible : 0) | more));
        ++counter;
        for (int shift = 24; shift >= 0; shift -= 8) data.push_back(static_cast<uint8_t>(counter >> shift));
        return data;
    }
    static Bytes sign(EVP_PKEY* key, Bytes data, ByteView client_data_hash) {
        data.insert(data.end(), client_data_hash.begin(), client_data_hash.end());
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> signing(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, key);
        Bytes signature(80);
        size_t size = signature.size();
        EVP_DigestSign(signing.get(), signature.data(), &size, data.data(), data.size());
        signature.resize(size);
        return signature;
    }

    Bytes info() {
        CborWriter out;
        out.map(3).number(1).array(1).text("FIDO_2_0").number(3).bytes(Bytes(16)).number(4).map(3);
        out.text("rk").truth(true).text("up").truth(true).text("uv").truth(true);
        return out.take();
    }

    // Of a request: what stands under these keys, the rest passed over.
    struct Asked {
        Bytes client_data_hash, credential;
        std::string party;
    };
    static Asked read(ByteView request, bool is_assertion) {
        Asked asked;
        CborReader reader(request);
        for (size_t left = reader.map(); left > 0; --left) {
            const uint64_t key = reader.number();
            if (key == (is_assertion ? 2U : 1U)) {
                const ByteView hash = reader.bytes();
                asked.client_data_hash.assign(hash.begin(), hash.end());
            } else if (key == (is_assertion ? 1U : 2U)) {
                if (is_assertion) asked.party = reader.text();
                else asked.party = text_in_map(reader, "id");
            } else if (is_assertion && key == 3) {
                for (size_t one = reader.array(); one > 0; --one) asked.credential = bytes_in_map(reader, "id");
            } else {
                reader.skip();
            }
        }
        return asked;
    }
    static std::string text_in_map(CborReader& reader, std::string_view wanted) {
        std::string found;
        for (size_t left = reader.map(); left > 0; --left) {
            if (reader.text() == wanted) found = reader.text();
            else reader.skip();
        }
        return found;
    }
    static Bytes bytes_in_map(CborReader& reader, std::string_view wanted) {
        Bytes found;
        for (size_t left = reader.map(); left > 0; --left) {
            if (reader.text() != wanted) {
                reader.skip();
                continue;
            }
            const ByteView bytes = reader.bytes();
            found.assign(bytes.begin(), bytes.end());
        }
        return found;
    }

    Bytes make(SoftAuthenticator& outside, ByteView request) {
        const Asked asked = read(request, false);
        Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
        EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
        Bytes point(65);
        size_t size = 0;
        EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size);
        Bytes id(32);
        RAND_bytes(id.data(), static_cast<int>(id.size()));
        Bytes about = data(outside, asked.party, attested);
        about.insert(about.end(), 16, 0);
        about.push_back(0);
        about.push_back(static_cast<uint8_t>(id.size()));
        about.insert(about.end(), id.begin(), id.end());
        const Bytes cose = CborWriter()
                               .map(5)
                               .number(1)
                               .number(2)
                               .number(3)
                               .signed_number(-7)
                               .signed_number(-1)
                               .number(1)
                               .signed_number(-2)
                               .bytes(ByteView(point).subspan(1, 32))
                               .signed_number(-3)
                               .bytes(ByteView(point).subspan(33))
                               .take();
        about.insert(about.end(), cose.begin(), cose.end());
        const Bytes signature = sign(key.get(), about, asked.client_data_hash);
        credentials.emplace(id, std::move(key));
        CborWriter out;
        out.map(3).number(1).text("packed").number(2).bytes(about).number(3).map(2);
        out.text("alg").signed_number(-7).text("sig").bytes(signature);
        return out.take();
    }

    Bytes assert_one(SoftAuthenticator& outside, ByteView request, uint8_t& status) {
        const Asked asked = read(request, true);
        const auto found = credentials.find(asked.credential);
        if (found == credentials.end()) {
            status = no_credentials;
            return {};
        }
        const Bytes about = data(outside, asked.party, 0);
        const Bytes signature = sign(found->second.get(), about, asked.client_data_hash);
        ++outside.signatures_made;
        CborWriter out;
        out.map(3).number(1).map(2).text("id").bytes(found->first).text("type").text("public-key");
        out.number(2).bytes(about).number(3).bytes(signature);
        return out.take();
    }

    void take(SoftAuthenticator& outside, uint8_t command, ByteView content) {
        answered = command;
        answer.clear();
        if (command == init) {  // the nonce, a channel, versions, and: it speaks CBOR
            answer.assign(content.begin(), content.end());
            answer.resize(17);
            answer[11] = 1;
            answer[12] = 2;
            answer[16] = 4;
            return;
        }
        if (command != cbor || content.empty()) return;
        uint8_t status = ok;
        Bytes body;
        const bool wants_touch = content[0] != get_info;
        if (wants_touch && !outside.is_touched) status = operation_denied;
        else if (content[0] == get_info) body = info();
        else if (content[0] == make_credential) body = make(outside, content.subspan(1));
        else if (content[0] == get_assertion) body = assert_one(outside, content.subspan(1), status);
        else status = unsupported;
        answer.push_back(status);
        answer.insert(answer.end(), body.begin(), body.end());
    }
};

namespace {
void* open_it(const char*) { return plugged_in; }
void close_it(void*) {}
int read_nothing(void*, unsigned char*, size_t, int) { return -1; }
int write_nothing(void*, const unsigned char*, size_t) { return -1; }

int receive(fido_dev_t*, uint8_t command, unsigned char* to, size_t size, int) {
    const Bytes& answer = plugged_in->inside().answer;
    if (command != plugged_in->inside().answered || answer.size() > size) return -1;
    std::memcpy(to, answer.data(), answer.size());
    return static_cast<int>(answer.size());
}
int send(fido_dev_t*, uint8_t command, const unsigned char* content, size_t size) {
    plugged_in->inside().take(*plugged_in, command, {content, size});
    return 0;
}
}  // namespace

SoftAuthenticator::SoftAuthenticator() : inside_(std::make_unique<Inside>()) { fido_init(0); }
SoftAuthenticator::~SoftAuthenticator() = default;

Result<Device> SoftAuthenticator::open() {
    if (!is_plugged_in) return fail(ErrorKind::NotFound, "security_key.none", "No security key is plugged in.");
    plugged_in = this;
    Device device(fido_dev_new());
    const fido_dev_io_t hooks{.open = open_it, .close = close_it, .read = read_nothing, .write = write_nothing};
    const fido_dev_transport_t transport{.rx = receive, .tx = send};
    int code = fido_dev_set_io_functions(device.get(), &hooks);
    if (code == FIDO_OK) code = fido_dev_set_transport_functions(device.get(), &transport);
    if (code == FIDO_OK) code = fido_dev_open(device.get(), "software");
    if (code != FIDO_OK) return fail(ErrorKind::Unavailable, "security_key.failed", fido_strerr(code));
    return device;
}

}  // namespace steward::signer
