package dev.plumbline.tasks.data;

import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads a Parquet file into a table: strings, whole and floating-point numbers, booleans, lists (three-level and the
 * older two-level form), maps and structures. Lists of floating-point numbers are kept unboxed, see
 * {@link Table#floatVectors}.
 */
public final class ParquetTables {

    private ParquetTables() {}

    /**
     * Reads the wanted columns of all row groups.
     *
     * @throws PlumblineException of kind data if the file is truncated, damaged or hostile, or a wanted column has a
     *     type no task uses (date, time, bytes of a fixed number)
     */
    public static Table read(Path file, Columns wanted) {
        return read(file, file.toString(), wanted);
    }

    /** @param name what error messages call the file */
    static Table read(Path file, String name, Columns wanted) {
        return guarded(name, () -> {
            try (ParquetFileReader reader = open(file, name)) {
                return decode(reader, name, wanted);
            }
        });
    }

    /** A step of decoding. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** Runs a step of the third-party decoder; whatever it throws becomes one error. */
    static <T> T guarded(String name, Step<T> step) {
        try {
            return step.run();
        } catch (PlumblineException e) {
            throw e;
        } catch (UnsupportedOperationException e) {
            throw PlumblineException.data(name + " uses a Parquet feature that is not supported: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            // parquet-java meets damaged bytes with whatever its decoders happen to throw (IllegalArgument,
            // BufferUnderflow,
            // IndexOutOfBounds, NullPointer ...); this is the one place where the third-party decoder is called.
            throw unreadable(name, e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // Sizes inside pages and depths of the schema are only known to the decoder: a few hostile bytes can ask
            // for
            // gigabytes. What was allocated or entered so far is given up here, so the JVM is as good as before.
            throw unreadable(name, e);
        }
    }

    /** Opens a file whose footer has been checked; to be called within {@link #guarded}. */
    static ParquetFileReader open(Path file, String name) throws IOException {
        long footerStart = ParquetEnvelope.footerStart(file, name);
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageDecompressors())
                .usePageChecksumVerification()
                .build();
        ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options);
        boolean sound = false;
        try {
            checkRowGroups(reader, name, footerStart);
            sound = true;
            return reader;
        } finally {
            if (!sound) {
                reader.close();
            }
        }
    }

    /** The wanted fields of the file. */
    static MessageType requested(MessageType schema, Columns wanted) {
        List<Type> kept = new ArrayList<>();
        for (Type field : schema.getFields()) {
            if (wanted.includes(field.getName())) {
                kept.add(field);
            }
        }
        return new MessageType(schema.getName(), kept);
    }

    private static PlumblineException unreadable(String name, Throwable cause) {
        return PlumblineException.data(
                name + " cannot be read as Parquet: " + objection(cause) + "; it is damaged: fetch it again", cause);
    }

    /** The decoder's own words speak of its classes and, of bytes that end too soon, of sockets. */
    private static String objection(Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return "a size in it asks for more memory than there is";
        }
        if (cause instanceof StackOverflowError) {
            return "it is nested too deep";
        }
        return String.valueOf(cause.getMessage()).contains("CRC")
                ? "the checksum of a page does not fit its bytes"
                : "what it says of itself does not fit its bytes";
    }

    private static void checkRowGroups(ParquetFileReader reader, String name, long footerStart) {
        for (BlockMetaData block : reader.getRowGroups()) {
            if (block.getRowCount() < 0) {
                throw damaged(name, "a row group of " + block.getRowCount() + " rows");
            }
            if (block.getRowCount() == 0) {
                throw PlumblineException.data(name + " has a row group without rows, which datasets and so mteb refuse;"
                        + " put rows in, or leave the file out");
            }
            for (ColumnChunkMetaData chunk : block.getColumns()) {
                long start = chunk.getStartingPos();
                long size = chunk.getTotalSize();
                if (start < ParquetEnvelope.MAGIC_LENGTH || size < 0 || size > footerStart - start) {
                    throw damaged(name, "column " + chunk.getPath() + " lying outside the file");
                }
            }
        }
    }

    private static int rows(ParquetFileReader reader, String name) {
        long rows = 0;
        for (BlockMetaData block : reader.getRowGroups()) {
            rows += block.getRowCount();
            if (rows > Integer.MAX_VALUE - 8) {
                throw damaged(name, "more rows than can be read (" + rows + ")");
            }
        }
        return (int) rows;
    }

    private static PlumblineException damaged(String name, String what) {
        return PlumblineException.data(name + " claims " + what + ": it is damaged; fetch it again");
    }

    /**
     * Reads the wanted columns some rows at a time: beside these the pages of one row group are in memory. Rows are named by
     * their number in the file.
     *
     * @param most rows of a part
     * @param part takes each part; a file without rows has none
     * @throws PlumblineException as {@link #read(Path, Columns)}
     */
    public static void readInParts(Path file, Columns wanted, int most, Consumer<Table> part) {
        String name = file.toString();
        try (ParquetFileReader reader = guarded(name, () -> open(file, name))) {
            MessageType schema = reader.getFileMetaData().getSchema();
            MessageType requested = requested(schema, wanted);
            int rows = guarded(name, () -> rows(reader, name));
            if (requested.getFieldCount() == 0) {
                if (rows > 0) {
                    part.accept(Table.of(name, Math.min(rows, most), Map.of(), RowOrigin.rowsOf(name)));
                }
                return;
            }
            guarded(name, () -> {
                reader.setRequestedSchema(requested);
                return reader;
            });
            MessageColumnIO io =
                    new ColumnIOFactory(reader.getFileMetaData().getCreatedBy()).getColumnIO(requested, schema);
            ParquetRows assembled = new ParquetRows(requested, name);
            int done = 0;
            for (PageReadStore pages = guarded(name, reader::readNextRowGroup);
                    pages != null;
                    pages = guarded(name, reader::readNextRowGroup)) {
                PageReadStore group = pages;
                RecordReader<Integer> records = guarded(name, () -> io.getRecordReader(group, assembled));
                for (long left = group.getRowCount(); left > 0; ) {
                    int count = (int) Math.min(left, most);
                    Map<String, List<Object>> columns = guarded(name, () -> {
                        for (int i = 0; i < count; i++) {
                            records.read();
                        }
                        return assembled.take();
                    });
                    int before = done;
                    part.accept(Table.of(name, count, columns, row -> name + ", row " + (before + row)));
                    done += count;
                    left -= count;
                }
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static Table decode(ParquetFileReader reader, String name, Columns wanted) throws IOException {
        int rows = rows(reader, name);
        MessageType schema = reader.getFileMetaData().getSchema();
        MessageType requested = requested(schema, wanted);
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        if (requested.getFieldCount() > 0) {
            ParquetRows materializer = new ParquetRows(requested, name);
            reader.setRequestedSchema(requested);
            MessageColumnIO io =
                    new ColumnIOFactory(reader.getFileMetaData().getCreatedBy()).getColumnIO(requested, schema);
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Integer> records = io.getRecordReader(pages, materializer);
                for (long row = 0; row < pages.getRowCount(); row++) {
                    records.read();
                }
            }
            columns.putAll(materializer.columns());
        }
        return Table.of(name, rows, columns, RowOrigin.rowsOf(name));
    }
}
