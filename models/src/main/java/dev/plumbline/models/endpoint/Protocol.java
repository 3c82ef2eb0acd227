package dev.plumbline.models.endpoint;

import dev.plumbline.tasks.Role;
import java.io.IOException;
import java.util.List;

/** One API's way of asking for vectors. */
interface Protocol {

    /** The field of a request for the vectors' width. */
    String DIMENSIONS = "dimensions";

    /** Where requests go, below the endpoint's address. */
    String path();

    /** The request for the vectors of some texts of a role, JSON. */
    String request(List<String> texts, Role role);

    /**
     * Reads an answer.
     *
     * @param texts how many vectors there have to be
     * @return the vectors, and what they cost if it says so
     * @throws BadReplyException if it does not hold one vector of finite values for each text, all of one width
     * @throws IOException if it is not JSON
     */
    Answer read(byte[] answer, int texts) throws IOException;
}
