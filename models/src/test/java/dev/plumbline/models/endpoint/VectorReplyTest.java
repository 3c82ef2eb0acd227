package dev.plumbline.models.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three vectors, 1 0 and 0 1 and 1 1, in the shapes that servers answer with, and in shapes that can be read in two ways. */
final class VectorReplyTest {

    private static byte[] body(String pattern) {
        return pattern.replaceAll("\\bA\\b", "\"embedding\": [1, 0]")
                .replaceAll("\\bB\\b", "\"embedding\": [0, 1]")
                .replaceAll("\\bC\\b", "\"embedding\": [1, 1]")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'data': [{'index': 0, A}, {'index': 1, B}, {'index': 2, C}]}",
                "{'data': [{A}, {B}, {C}]}",
                "{'data': [{'index': null, A}, {'index': null, B}, {'index': null, C}]}",
                "{'data': [{A}, {'index': 1, B}, {'index': 2, C}]}",
                "{'data': [{A, 'index': 0}, {B}, {C, 'index': 2}]}",
                "{'data': [{'index': 2, C}, {A}, {'index': 1, B}]}",
                "{'data': [{'index': 1, B}, {'index': 2, C}, {A}]}",
                "{'data': [{'index': '2', C}, {'index': '0', A}, {'index': '1', B}]}",
                "{'data': [{'index': 1.0, B}, {'index': 0.0, A}, {'index': 2e0, C}]}",
                "{'object': null, 'error': null, 'x': {'data': []}, 'data': [{A}, {B, 'y': [[{}]]}, {C}], 'usage': {}}",
                "{'error': '', 'data': [{A}, {B}, {C}]}",
                "{'data': [{'embedding': [1e0, 0E-3]}, {'embedding': [0.0, 10e-1]}, {C}]}",
                "{'data': [{'embedding': [[1, 0]]}, {'embedding': [[0, 1]]}, {'embedding': [[1, 1]]}]}",
                "{'data': [{'embedding': 'AACAPwAAAAA='}, {'embedding': '[0, 1]'}, {C}]}",
                "[{'index': 1, B}, {'index': 0, A}, {'index': 2, C}]",
                "[{'index': 0, 'embedding': [[1, 0]]}, {'index': 1, 'embedding': [[0, 1]]}, {'index': 2, C}]",
                "[[1, 0], [0, 1], [1, 1]]",
                "{'model': 'm', 'embeddings': [[1, 0], [0, 1], [1, 1]]}",
                "{'id': 'x', 'embeddings': {'int8': [[9, 9]], 'float': [[1, 0], [0, 1], [1, 1]]}}",
                "{'data': [[1, 0], [0, 1], [1, 1]]}",
            })
    void isReadInEveryShape(String reply) throws IOException {
        assertThat(VectorReply.read(body(reply), 3).vectors().data()).containsExactly(1, 0, 0, 1, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // every index 0, or from 1: a proxy's fault, and nobody knows what else it mixed up
                "{'data': [{'index': 0, A}, {'index': 0, B}, {'index': 0, C}]}",
                "{'data': [{'index': 1, A}, {'index': 2, B}, {'index': 3, C}]}",
                "{'data': [{'index': -1, A}, {'index': 0, B}, {'index': 1, C}]}",
                "{'data': [{A}, {'index': 0, B}, {'index': 1, C}]}",
                "{'data': [{A}, {B}, {'index': 0, C}]}",
                "{'data': [{'index': 1, A}, {B}, {C}]}",
                "{'data': [{'index': 0.5, A}, {B}, {C}]}",
                "{'data': [{'index': 'a', A}, {B}, {C}]}",
                "{'data': [{'index': true, A}, {B}, {C}]}",
                "{'data': [{A}, {B}]}",
                "{'data': [{A}, {B}, {C}, {A}]}",
                "{'data': [{A}, {B}, {'embedding': [[1, 1], [1, 1]]}]}",
                "{'data': [{A}, {B}, {'embedding': []}]}",
                "{'data': [{A}, {B}, {'embedding': [[]]}]}",
                "{'data': [{A}, {B}, {'index': 2}]}",
                "{'data': [{A}, {B}, {C}], 'embeddings': [[1, 0], [0, 1], [1, 1]]}",
                "{'embeddings': {'int8': [[1, 0], [0, 1], [1, 1]]}}",
                "{'error': {'message': 'no'}, 'data': [{A}, {B}, {C}]}",
                "{'data': null}",
                "{}",
            })
    void isRefusedWhereItsMeaningIsInDoubt(String reply) {
        assertThatThrownBy(() -> VectorReply.read(body(reply), 3)).isInstanceOf(BadReplyException.class);
    }
}
