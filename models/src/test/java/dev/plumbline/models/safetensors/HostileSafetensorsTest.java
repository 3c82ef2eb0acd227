package dev.plumbline.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged or made to do damage. Each is an error that names file and tensor; none is half read. */
final class HostileSafetensorsTest {

    private static final int DATA = 8;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("model.safetensors");
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> SafetensorsFile.open(file).close())
                .isInstanceOf(PlumblineException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(words);
    }

    private void write(String header) throws IOException {
        try (HostileFile hostile = HostileFile.create(file)) {
            hostile.header(header).data(DATA);
        }
    }

    /** Eight bytes of data follow each. Quotes are written as apostrophes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | tensor 'w' | needs 64 bits | hold 4 bytes",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | tensor 'w' | beyond the end | cut short",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 bytes at its end | no tensor | file",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor 'w' | bytes 0 to 4 | no tensor",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
                        + " | tensor 'b' | overlap | 4",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}"
                        + " | key 'a' is there twice | fetch | a",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}} | tensor 'a' | is there twice | dtype",
                "{'w':{'dtype':'F33','shape':[2],'data_offsets':[0,8]}} | tensor 'w' | dtype 'F33' | not known",
                "{'w':{'dtype':32,'shape':[2],'data_offsets':[0,8]}} | tensor 'w' | dtype '32' | not known",
                "{'w':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | tensor 'w' | shape | -2",
                "{'w':{'dtype':'F32','shape':[-1,-2],'data_offsets':[0,8]}} | tensor 'w' | shape | -1",
                "{'w':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | tensor 'w' | shape | 2.0",
                "{'w':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | tensor 'w' | shape | whole number",
                "{'w':{'dtype':'F32','shape':2,'data_offsets':[0,8]}} | tensor 'w' | shape | array",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | tensor 'w' | two data_offsets | needs",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}} | tensor 'w' | two data_offsets | needs",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | tensor 'w' | data_offsets | -8",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | tensor 'w' | -8 bytes | hold",
                "{'w':{'dtype':'F32','shape':[2]}} | tensor 'w' | data_offsets | needs",
                "{'w':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | tensor 'w' | beyond | shape",
                "{'w':{'dtype':'F32','shape':[2305843009213693953],'data_offsets':[0,8]}} | tensor 'w' | beyond | shape",
                "{'w':{'dtype':'F32','shape':[18446744073709551618],'data_offsets':[0,8]}} | tensor 'w' | the number 18446744073709551618 | too large",
                "{'w':{'dtype':'F4','shape':[3],'data_offsets':[0,1]}} | tensor 'w' | 12 bits | 1 bytes",
                "{'w':[1]} | tensor 'w' | object | not",
                "[] | JSON object | header | not",
                "` {}` | JSON object | header | not",
                "{} | 8 bytes at its end | no tensor | file",
                "{}{} | goes on | header | object",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | tensor 'w' | it ends before | closed",
                "{'__metadata__':{'a':1},'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | __metadata__ | 'a' | string",
                "{'__metadata__':[],'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | __metadata__ | object | not",
                "nonsense | JSON object | header | not"
            })
    void malformedHeadersAreRefused(String header, String first, String second, String third) throws IOException {
        write(header.replace('\'', '"'));
        refused(first, second, third);
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000_001L, Long.MAX_VALUE, -1L, Long.MIN_VALUE})
    void aHeaderOverTheLimitIsNotAllocated(long claimed) throws IOException {
        try (HostileFile hostile = HostileFile.create(file)) {
            hostile.header(claimed, "{}".getBytes(StandardCharsets.UTF_8));
        }
        refused("claims " + Long.toUnsignedString(claimed), "100000000");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        try (HostileFile hostile = HostileFile.create(file)) {
            hostile.header(100, "{}".getBytes(StandardCharsets.UTF_8));
        }
        refused("claims 100 bytes", "only 2 follow");
    }

    @Test
    void tooShortAFileIsRefused() throws IOException {
        Files.write(file, new byte[7]);
        refused("7 bytes");
        Files.write(file, new byte[0]);
        refused("0 bytes");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        refused("is missing");
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() throws IOException {
        try (HostileFile hostile = HostileFile.create(file)) {
            hostile.header(new byte[] {'{', '"', (byte) 0xff, '"', '}'});
        }
        refused("UTF-8");
        Files.delete(file);
        try (HostileFile hostile = HostileFile.create(file)) {
            hostile.header("{}".getBytes(StandardCharsets.UTF_16LE));
        }
        refused("header");
    }

    @Test
    void unreasonableRanksAndDepthsAreRefused() throws IOException {
        write("{\"w\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(100) + "2],\"data_offsets\":[0,8]}}");
        refused("tensor 'w'", "more than 64");
        Files.delete(file);
        write("{\"w\":{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + ",\"dtype\":\"F32\"}}");
        refused("tensor 'w'", "nested too deep");
    }

    @Test
    void unknownKeysAndEmptyTensorsAreLegal() throws IOException {
        write("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":{\"x\":[1]}},"
                + "\"e\":{\"dtype\":\"I64\",\"shape\":[0,9],\"data_offsets\":[8,8]}}   ");
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.floats("w")).containsExactly(0f, 0f);
            assertThat(read.tensor("e").elements()).isZero();
            assertThatThrownBy(() -> read.floats("e"))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContainingAll("tensor 'e'", "I64");
            assertThatThrownBy(() -> read.floats("x"))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContaining("no tensor 'x'");
        }
    }

    @Test
    void aFileCutShortWhileInUseIsAnError() throws IOException {
        SafetensorsWriter.write(
                file, List.of(new Tensor("w", Dtype.F32, List.of(1000L), FloatSource.of(new float[1000]))), Map.of());
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - 100);
            }
            assertThatThrownBy(() -> read.floats("w"))
                    .isInstanceOf(PlumblineException.class)
                    .hasMessageContainingAll("tensor 'w'", "cut short");
        }
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve(Checkpoint.INDEX), json.replace('\'', '"'));
    }

    private void refusedCheckpoint(String... words) {
        assertThatThrownBy(() -> Checkpoint.open(folder).close())
                .isInstanceOf(PlumblineException.class)
                .hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'weight_map':{'a':'../outside.safetensors'}} | 'a' | ../outside.safetensors",
                "{'weight_map':{'a':'/etc/passwd'}} | 'a' | /etc/passwd",
                "{'weight_map':{'a':'x/../../y'}} | 'a' | x/../../y",
                "{'weight_map':{'a':'..'}} | 'a' | not a file of this folder",
                "{'weight_map':{'a':''}} | 'a' | not a file of this folder",
                "{'weight_map':{'a':7}} | 'a' | not a file of this folder",
                "{'weight_map':{}} | weight_map | sound index",
                "{'weight_map':[]} | weight_map | sound index",
                "{} | weight_map | sound index",
                "{'weight_map':{'a':'s','a':'s'}} | is there twice | 'a'",
                "{'weight_map':{'a':'s'}} x | x | sound index",
                "{'weight_map':{'a':'nowhere.safetensors'}} | nowhere.safetensors | is missing",
                "{'weight_map':{'a':'shard.safetensors','b':'shard.safetensors'}} | 'b' | does not have it",
                "{'weight_map':{'c':'shard.safetensors'}} | 'c' | does not have it"
            })
    void malformedIndicesAreRefused(String json, String first, String second) throws IOException {
        SafetensorsWriter.write(
                folder.resolve("shard.safetensors"),
                List.of(new Tensor("a", Dtype.F32, List.of(1L), FloatSource.of(new float[1]))),
                Map.of());
        index(json);
        refusedCheckpoint(first, second);
    }

    @Test
    void aTensorThatTheIndexDoesNotNameIsRefused() throws IOException {
        Tensor a = new Tensor("a", Dtype.F32, List.of(1L), FloatSource.of(new float[1]));
        Tensor b = new Tensor("b", Dtype.F32, List.of(1L), FloatSource.of(new float[1]));
        SafetensorsWriter.write(folder.resolve("1"), List.of(a, b), Map.of());
        SafetensorsWriter.write(folder.resolve("2"), List.of(b), Map.of());
        index("{'weight_map':{'a':'1','b':'2'}}");
        refusedCheckpoint("'b'", "1 in ");
    }

    @Test
    void aFolderWithoutWeightsIsSaidToHaveNone() {
        refusedCheckpoint("neither model.safetensors nor model.safetensors.index.json");
        assertThat(Checkpoint.isIn(folder)).isFalse();
    }
}
